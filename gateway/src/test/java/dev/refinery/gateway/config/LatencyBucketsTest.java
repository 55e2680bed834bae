package dev.refinery.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    LatencyBucketsTest() {
        meters.config().meterFilter(new LatencyBuckets().requestLatency());
    }

    @Test
    void requestsAreCountedByTheirTime() {
        meters.timer("http.server.requests").record(Duration.ofMillis(80));

        assertThat(buckets("http.server.requests"))
                .filteredOn(bucket -> bucket.count() > 0)
                .first()
                .satisfies(bucket ->
                        assertThat(bucket.bucket(TimeUnit.MILLISECONDS)).isEqualTo(100));
    }

    @Test
    void othersAreLeftAsTheyAre() {
        meters.timer("refinery.webhook.attempts").record(Duration.ofMillis(80));

        assertThat(buckets("refinery.webhook.attempts")).isEmpty();
    }

    private Stream<CountAtBucket> buckets(String timer) {
        return Stream.of(meters.get(timer).timer().takeSnapshot().histogramCounts());
    }
}
