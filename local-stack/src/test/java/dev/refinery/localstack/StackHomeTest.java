package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackHomeTest {
    @TempDir
    Path folder;

    @Test
    void letsOneStackIn() {
        StackHome home = new StackHome(folder);
        try (StackLock first = StackLock.take(home)) {
            assertThatThrownBy(() -> StackLock.take(home))
                    .isInstanceOf(StackStartException.class)
                    .hasMessageContaining("already runs in " + folder);
        }
        StackLock.take(home).close();
    }

    @Test
    void keepsItsStateFromOtherUsersAndReadsItBack() throws Exception {
        StackHome home = new StackHome(folder);
        StackState state = state(ProcessHandle.current().pid());
        state.write(home);
        assertThat(StackState.read(home)).contains(state);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.stackFile())))
                .isEqualTo("rw-------");
        assertThat(state.toString()).doesNotContain("hidden");
    }

    @Test
    void aDamagedStateCountsAsNone() throws Exception {
        StackHome home = new StackHome(folder);
        assertThat(StackState.read(home)).isEmpty();
        Files.writeString(home.stackFile(), "{\"gateway\":");
        assertThat(StackState.read(home)).isEmpty();
    }

    @Test
    void aProcessThatGotAnOldNumberIsAStranger() {
        long own = ProcessHandle.current().pid();
        assertThat(new StackState.Service(own, Instant.EPOCH).process()).isEmpty();
        assertThat(new StackState.Service(
                                own,
                                ProcessHandle.current().info().startInstant().orElseThrow())
                        .process())
                .isPresent();
    }

    @Test
    void secretsOfWebhooksAreGeneratedOnce() throws Exception {
        StackHome home = new StackHome(folder);
        String secret = StackSecrets.webhookSecret(home);
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{32}");
        assertThat(StackSecrets.webhookSecret(home)).isEqualTo(secret);
        String key = StackSecrets.webhookKey(home);
        assertThat(key).matches("[A-Za-z0-9+/]{43}=");
        assertThat(StackSecrets.webhookKey(home)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.webhookKeyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void aSigningKeyIsGeneratedOnceAndKeptFromOthers() throws Exception {
        StackHome home = new StackHome(folder);
        SigningKeyPair.keptIn(home);
        String secret = Files.readString(home.provenanceKeyFile());
        String open = Files.readString(home.provenancePublicKeyFile());
        assertThat(secret).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(open).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.provenanceKeyFile())))
                .isEqualTo("rw-------");
        SigningKeyPair.keptIn(home);
        assertThat(Files.readString(home.provenanceKeyFile())).isEqualTo(secret);
        assertThat(Files.readString(home.provenancePublicKeyFile())).isEqualTo(open);
    }

    private static StackState state(long supervisor) {
        return new StackState(
                URI.create("http://127.0.0.1:8080"),
                "127.0.0.1:9092",
                URI.create("http://127.0.0.1:9000"),
                "access",
                "hidden",
                supervisor,
                Instant.parse("2026-01-02T03:04:05Z"),
                false,
                Map.of("gateway", new StackState.Service(12, Instant.parse("2026-01-02T03:04:05Z"))));
    }
}
