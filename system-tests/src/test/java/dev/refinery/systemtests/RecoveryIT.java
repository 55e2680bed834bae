package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

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
        calm = api.picture(api.submit(api.smallJob()));
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
            assertThat(beside.picture(beside.submit(beside.smallJob()))).isEqualTo(calm);
            assertThat(Log.size(other.kafka(), Topic.OUTCOMES.name())).isEqualTo(2);
        }
    }

    private static String jobInItsFirstRound() throws Exception {
        String job = api.submit(api.smallJob());
        api.awaitEvent(job, event -> event.path("type").asText().equals("candidate.scored"));
        return job;
    }

    private static void endsOnceWithTheCalmPicture(String job) throws Exception {
        assertThat(api.picture(job)).isEqualTo(calm);
        assertThat(Log.count(stack.kafka(), Topic.OUTCOMES.name(), job)).isEqualTo(1);
        assertThat(stack.firstDeath()).as("nothing else died").isNotDone();
    }
}
