package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.PictureHash;
import dev.refinery.localstack.LocalStack;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills and stops processes in the middle of a job: the job ends once, with the picture that a calm run makes. */
class RecoveryIT {
    @TempDir
    static Path folder;

    private static LocalStack stack;
    private static Api api;
    private static PictureHash calm;

    @BeforeAll
    static void runAJobInPeace() throws Exception {
        stack = Checkout.start(folder.resolve("disturbed"));
        api = new Api(stack.gateway());
        calm = resultOf(api, api.submit(api.smallJob()));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "scorer", "gateway", "infra"})
    void aKilledProcessChangesNothing(String service) throws Exception {
        String job = jobInItsFirstRound();
        stack.kill(service);
        stack.startAgain(service);
        endsOnceWithTheCalmPicture(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "infra"})
    void aProcessStoppedInOrderAndStartedAgainChangesNothing(String service) throws Exception {
        String job = jobInItsFirstRound();
        stack.stop(service);
        stack.startAgain(service);
        endsOnceWithTheCalmPicture(job);
    }

    @Test
    void aFreshStoreBesideItMakesTheSamePicture() throws Exception {
        try (LocalStack other = Checkout.start(folder.resolve("fresh"))) {
            assertThat(other.gateway()).isNotEqualTo(stack.gateway());
            Api beside = new Api(other.gateway());
            assertThat(resultOf(beside, beside.submit(beside.smallJob()))).isEqualTo(calm);
            assertThat(Log.size(other.kafka(), Topic.OUTCOMES.name())).isEqualTo(2);
        }
    }

    private static String jobInItsFirstRound() throws Exception {
        String job = api.submit(api.smallJob());
        api.awaitEvent(job, event -> event.path("type").asText().equals("candidate.scored"));
        return job;
    }

    private static void endsOnceWithTheCalmPicture(String job) throws Exception {
        assertThat(resultOf(api, job)).isEqualTo(calm);
        assertThat(Log.count(stack.kafka(), Topic.OUTCOMES.name(), job)).isEqualTo(1);
        assertThat(stack.firstDeath()).as("nothing else died").isNotDone();
    }

    /** What is to be seen in the finished picture: its file, whose digest is as told, differs in its provenance, which names the job. */
    private static PictureHash resultOf(Api api, String job) throws Exception {
        JsonNode end = api.awaitEnd(job);
        assertThat(end.path("type").asText()).as(end.toString()).isEqualTo("job.succeeded");
        JsonNode result = end.path("ended").path("results").path(0);
        byte[] file = api.download(result.path("url").asText());
        assertThat(Digest.sha256(file)).isEqualTo(result.path("sha256").asText());
        return PictureHash.of(file);
    }
}
