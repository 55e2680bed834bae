package dev.refinery.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicTest {
    @Test
    void theCatalogueIsCompleteAndNamesAreUnique() throws Exception {
        List<Object> declared = Arrays.stream(Topic.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Topic.class)
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(Topic.all())
                .hasSameElementsAs(declared.stream().map(t -> (Topic) t).toList());
        assertThat(Topic.all())
                .extracting(Topic::name)
                .doesNotHaveDuplicates()
                .allMatch(n -> n.matches("refinery\\.[a-z.-]+"));
    }

    @Test
    void topicsThatAreJoinedByJobHaveTheSamePartitions() {
        assertThat(List.of(Topic.JOBS, Topic.CANDIDATES, Topic.SCORES, Topic.FEEDBACK, Topic.OUTCOMES, Topic.JOB_VIEWS))
                .extracting(Topic::partitions)
                .containsOnly(Topic.JOB_PARTITIONS);
    }

    @Test
    void aLaneIsOneQueue() {
        assertThat(Topic.TASKS_INTERACTIVE.partitions()).isEqualTo(1);
        assertThat(Topic.TASKS_BATCH.partitions()).isEqualTo(1);
    }

    @Test
    void onlyWhatGatewaysLookUpIsKeptForEver() {
        for (Topic topic : Topic.all()) {
            if (List.of(Topic.JOB_VIEWS, Topic.WEBHOOK_ENDPOINTS, Topic.WEBHOOK_LOG, Topic.BATCHES, Topic.USAGE_DAYS)
                    .contains(topic)) {
                assertThat(topic.config())
                        .containsEntry("cleanup.policy", "compact")
                        .doesNotContainKey("retention.ms");
            } else {
                assertThat(topic.config()).containsEntry("cleanup.policy", "delete");
                assertThat(Long.parseLong(topic.config().get("retention.ms"))).isGreaterThanOrEqualTo(172_800_000L);
            }
        }
    }
}
