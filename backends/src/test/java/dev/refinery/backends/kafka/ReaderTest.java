package dev.refinery.backends.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.topic.Topic;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderTest {
    @Test
    void everyTopicOfEventsThatIsReadHasOneOwner() {
        for (Topic topic : List.of(
                Topic.JOBS,
                Topic.TASKS_INTERACTIVE,
                Topic.TASKS_BATCH,
                Topic.CANDIDATES,
                Topic.SCORES,
                Topic.FEEDBACK,
                Topic.OUTCOMES)) {
            assertThat(Arrays.stream(Reader.values()).filter(r -> r.owns(topic.name())))
                    .as(topic.name())
                    .hasSize(1);
        }
    }

    @Test
    void nobodyPutsDeadLettersAsideAgain() {
        assertThat(Reader.values()).noneMatch(r -> r.owns(Topic.DEAD_LETTERS.name()));
    }
}
