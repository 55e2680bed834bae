package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.localstack.LocalStack;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished job is audited, replayed, and tampered with, by the commands that a user has. */
class AuditIT {
    @TempDir
    Path folder;

    @Test
    void aJobIsReconstructedAndItsPictureRemade() throws Exception {
        Path chain = folder.resolve("chain.json");
        try (LocalStack stack = Checkout.start(folder.resolve("home"))) {
            Api api = new Api(stack.gateway());
            String job = api.submit(api.smallJob());
            JsonNode end = api.awaitEnd(job);
            assertThat(end.path("type").asText()).isEqualTo("job.succeeded");
            assertThat(end.path("sentence").asText()).contains(" It took ").contains("device-seconds");
            assertThat(end.path("ended")
                            .path("explanation")
                            .path("cost")
                            .path("timed")
                            .asInt())
                    .isPositive();
            JsonNode resource =
                    Json.mapper().readTree(api.get("/v1/jobs/" + job).body());
            assertThat(resource.path("explanation").path("hardest").path("name").asText())
                    .isNotEmpty();
            JsonNode rounds = Json.mapper()
                    .readTree(api.get("/v1/jobs/" + job + "/rounds").body());
            assertThat(rounds.findValues("explanation")).isNotEmpty();

            assertThat(run(0, "audit", job, "--out", chain.toString())).contains("the log agrees", "last hash:");
            assertThat(run(0, "replay", job, "--out", folder.resolve("out").toString()))
                    .contains("the same");
            String digest =
                    end.path("ended").path("results").path(0).path("sha256").asText();
            assertThat(Digest.sha256(Files.readAllBytes(folder.resolve("out/result-0.png"))))
                    .isEqualTo(digest);
        }
        assertThat(run(0, "audit", "--verify", chain.toString())).contains("intact:", "the log agrees");
        JsonNode saved = Json.mapper().readTree(Files.readString(chain));
        ObjectNode entry = (ObjectNode) saved.path("entries").get(3);
        ((ObjectNode) entry.path("payload")).put("policy", "other@1");
        Files.writeString(chain, saved.toString());
        assertThat(run(1, "audit", "--verify", chain.toString()))
                .contains("tampered:", "entry 3 (" + entry.path("type").asText());
    }

    @Test
    void aContinuedJobHoldsBeforeAndAfter() throws Exception {
        try (LocalStack stack = Checkout.start(folder.resolve("home"))) {
            Api api = new Api(stack.gateway());
            ObjectNode order = api.smallJob();
            order.putObject("refinement").put("max_rounds", 1).put("candidates", 2);
            ((ObjectNode) order.path("references").path(0)).put("gate", 0.999);
            String job = api.submit(order);
            assertThat(api.awaitEnd(job).path("seq").asLong()).isEqualTo(1_000_000);
            assertThat(api.act(job, "continue", "{\"rounds\": 2}").statusCode()).isEqualTo(202);
            JsonNode end = api.awaitEvent(job, event -> event.path("seq").asLong() == 2_000_000);
            assertThat(end.path("ended").path("rounds").asInt()).isEqualTo(3);

            assertThat(run(0, "audit", job)).contains("the log agrees");
            assertThat(run(0, "replay", job)).contains("the same");
        }
    }

    private String run(int expectedExit, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-Drefinery.root=" + Checkout.ROOT,
                "-Drefinery.home=" + folder.resolve("home"),
                "-jar",
                Checkout.ROOT.resolve("audit/target/refinery-audit.jar").toString()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isEqualTo(expectedExit);
        return output;
    }
}
