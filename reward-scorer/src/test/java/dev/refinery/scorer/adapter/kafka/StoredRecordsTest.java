package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.refinement.JobState;
import dev.refinery.testbackends.StoredRecords;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records read off the changelogs of a running stack of November 2026: an upgrade must read them. */
class StoredRecordsTest {
    private static final Pattern STORED = Pattern.compile("store\\(\\w+, (\\w+)\\.class\\)");

    static Stream<Class<?>> types() {
        return Stream.of(JobState.class, PlannedTask.class);
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatWasStoredIsStillUnderstood(Class<?> type) throws IOException {
        assertThat(StoredRecords.lost(type)).isEmpty();
    }

    @Test
    void everyStoredTypeIsHere() throws IOException {
        assertThat(types().map(Class::getSimpleName).collect(Collectors.toSet()))
                .containsAll(StoredRecords.named(STORED));
    }
}
