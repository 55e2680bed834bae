package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.EmbeddedS3;
import dev.refinery.localstack.StackHome;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The {@code keys} command against a real object store. */
class KeysCommandIT {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
        BackendFinder backends = new BackendFinder(new StackHome(folder.resolve("nowhere")), environment);
        return new CommandLine(new KeysCommand(backends, console, Clock.fixed(NOW, ZoneOffset.UTC)))
                .setOut(console.out())
                .setErr(console.err())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    console.err().println(Failures.sentence(e));
                    return 1;
                })
                .execute(args);
    }

    private static Map<String, String> environment(EmbeddedS3 s3) {
        return Map.of(
                "REFINERY_S3_ENDPOINT", s3.endpoint().toString(),
                "REFINERY_S3_ACCESS_KEY", s3.accessKey(),
                "REFINERY_S3_SECRET_KEY", s3.secretKey());
    }

    @Test
    void makesListsAndRevokes() {
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder);
                ObjectStore store = MinioObjectStore.connect(
                        new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()))) {
            Map<String, String> environment = environment(s3);
            assertThat(run(environment, "list")).isZero();
            assertThat(err.toString()).contains("no keys yet");

            int created = run(
                    environment,
                    "create",
                    "--tenant",
                    "shop",
                    "--scopes",
                    "jobs:read,jobs:write",
                    "--name",
                    "web shop",
                    "--expires",
                    "P90D");
            assertThat(created).isZero();
            KeyToken token = KeyToken.parse(out.toString().strip()).orElseThrow();
            assertThat(err.toString()).contains(token.id(), "not shown again").doesNotContain(token.secret());
            ApiKey key = new ApiKeys(store).find(token.id()).orElseThrow();
            assertThat(token.opens(key)).isTrue();
            assertThat(key.tenant().value()).isEqualTo("shop");
            assertThat(key.scopes()).containsExactlyInAnyOrder(Scope.JOBS_READ, Scope.JOBS_WRITE);
            assertThat(key.expiresAt()).isEqualTo(Instant.parse("2027-02-18T10:00:00Z"));

            assertThat(run(environment, "list")).isZero();
            assertThat(out.toString())
                    .contains(token.id(), "web shop", "jobs:read,jobs:write", "valid until 2027-02-18")
                    .doesNotContain(token.secret());

            assertThat(run(environment, "revoke", token.id())).isZero();
            assertThat(new ApiKeys(store).find(token.id()).orElseThrow().standing(NOW))
                    .isEqualTo(ApiKey.Standing.REVOKED);
            assertThat(run(environment, "list")).isZero();
            assertThat(out.toString()).contains("revoked 2026-11-20");
        }
    }

    @Test
    void saysWhatIsWrong() {
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder)) {
            Map<String, String> environment = environment(s3);
            assertThat(run(environment, "revoke", "0123456789abcdef")).isEqualTo(1);
            assertThat(err.toString()).contains("keys list");
            assertThat(run(environment, "create", "--tenant", "shop", "--scopes", "jobs"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("must be one of jobs:read");
            assertThat(run(environment, "create", "--tenant", "The Shop", "--scopes", "admin"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("tenant");
            assertThat(run(environment, "create", "--tenant", "shop", "--scopes", "admin", "--expires", "-P1D"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("P90D, PT12H or never");
            assertThat(run(environment, "list")).isZero();
            assertThat(out.toString()).isEmpty();
        }
        assertThat(run(Map.of(), "list")).isEqualTo(1);
        assertThat(err.toString()).contains("REFINERY_S3_ENDPOINT");
    }
}
