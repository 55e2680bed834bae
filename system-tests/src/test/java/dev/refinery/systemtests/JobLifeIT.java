package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.PictureHash;
import dev.refinery.localstack.LocalStack;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job after its first end: continued, replayed, deleted, over restarts of the gateway. */
class JobLifeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    static Path folder;

    @Test
    void aJobGoesOnIsReplayedAndIsDeletedForGood() throws Exception {
        Path home = folder.resolve("life");
        try (LocalStack stack = Checkout.start(home)) {
            Api api = new Api(stack.gateway());
            ObjectNode unreachable = api.smallJob();
            ((ObjectNode) unreachable.path("references").path(0)).put("gate", 1.0);
            String job = api.submit(unreachable);
            PictureHash first = api.picture(job);
            JsonNode ended = api.job(job);
            assertThat(ended.path("outcome").asText()).as(ended.toString()).isEqualTo("below_gate");
            int rounds = ended.path("progress").path("rounds_completed").asInt();
            assertThat(ended.path("cost").path("device_seconds").asDouble()).isPositive();

            HttpResponse<String> continued = api.act(job, "continue", "{\"rounds\":1,\"candidates\":3}");
            assertThat(continued.statusCode()).as(continued.body()).isEqualTo(202);
            await().atMost(PATIENCE)
                    .until(() -> api.job(job).path("status").asText().equals("succeeded"));
            JsonNode again = api.job(job);
            assertThat(again.path("continuations").asInt()).isEqualTo(1);
            assertThat(again.path("progress").path("rounds_completed").asInt()).isEqualTo(rounds + 1);
            assertThat(again.path("explanation").path("cost").path("rounds").asInt())
                    .isEqualTo(rounds + 1);

            HttpResponse<String> replay = api.act(job, "replay", "");
            assertThat(replay.statusCode()).as(replay.body()).isEqualTo(202);
            String replayed = Json.mapper().readTree(replay.body()).path("id").asText();
            assertThat(api.picture(replayed))
                    .as("the same picture, bit for bit")
                    .isEqualTo(first);

            assertThat(stored(home, job)).isNotEmpty();
            assertThat(api.delete(job).statusCode()).isEqualTo(204);
            assertThat(stored(home, job)).isEmpty();
            assertThat(stored(home, replayed)).isNotEmpty();

            stack.stop("gateway");
            stack.startAgain("gateway");
            assertThat(api.get("/v1/jobs/" + job).statusCode()).isEqualTo(410);
            assertThat(api.job(replayed).path("replay_of").asText()).isEqualTo(job);
            JsonNode list = Json.mapper().readTree(api.get("/v1/jobs").body());
            assertThat(list.path("jobs").findValuesAsText("id"))
                    .contains(replayed)
                    .doesNotContain(job);
        }
    }

    /** What the store holds of a job: its keys name it. */
    private static List<Path> stored(Path home, String job) throws Exception {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(
                            path -> Files.isRegularFile(path) && path.toString().contains(job))
                    .toList();
        }
    }
}
