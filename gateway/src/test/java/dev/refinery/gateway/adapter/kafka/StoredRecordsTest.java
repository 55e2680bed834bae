package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchOrder;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookOrder;
import dev.refinery.gateway.domain.usage.JobUsage;
import dev.refinery.gateway.domain.usage.UsageSums;
import dev.refinery.testbackends.StoredRecords;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records read off the topics of a running stack of November 2026: an upgrade must read them. */
class StoredRecordsTest {
    private static final Pattern STORED = Pattern.compile("JsonSerde\\.of\\((?:\\w+\\.)?(\\w+)\\.class\\)");

    static Stream<Class<?>> types() {
        return Stream.of(
                Batch.class,
                BatchOrder.class,
                CopyOrder.class,
                JobUsage.class,
                JobView.class,
                RegisteredEndpoint.Gone.class,
                UsageSums.class,
                WebhookDelivery.class,
                WebhookEndpoint.class,
                WebhookOrder.class,
                WebhookOutbox.ReplayLeft.class);
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
