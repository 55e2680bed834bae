package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.RetrySchedule;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.WebhookDelivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Carries deliveries to receivers, away from the stream thread. A receiver that is slow or dead takes up its own few places
 * and nobody else's.
 */
final class WebhookCourier implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WebhookCourier.class);
    private static final int IN_FLIGHT = 64;
    private static final int IN_FLIGHT_PER_HOST = 4;

    private final WebhookSender sender;
    private final RetrySchedule schedule;
    private final MeterRegistry meters;
    private final Duration tick;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final Map<String, String> inFlight = new ConcurrentHashMap<>();

    WebhookCourier(WebhookSender sender, RetrySchedule schedule, MeterRegistry meters, Duration tick) {
        this.sender = sender;
        this.schedule = schedule;
        this.meters = meters;
        this.tick = tick;
    }

    Duration tick() {
        return tick;
    }

    /** True when nothing is on its way. */
    synchronized boolean idle() {
        return inFlight.isEmpty();
    }

    synchronized boolean hasRoom() {
        return inFlight.size() < IN_FLIGHT;
    }

    /**
     * Sends in the background, unless it is on its way already or its receiver has enough to do.
     *
     * @param answered called on another thread
     */
    void send(WebhookDelivery delivery, Instant now, BiConsumer<WebhookDelivery, Answer> answered) {
        String host = hostOf(delivery);
        synchronized (this) {
            int busy = hosts.getOrDefault(host, 0);
            if (inFlight.containsKey(delivery.id()) || busy >= IN_FLIGHT_PER_HOST || inFlight.size() >= IN_FLIGHT) {
                return;
            }
            hosts.put(host, busy + 1);
            inFlight.put(delivery.id(), host);
        }
        threads.execute(() -> {
            Answer answer = new Answer.Failed("the attempt broke off", null);
            try {
                answer = sender.send(delivery, now);
            } finally {
                answered.accept(delivery, answer);
                synchronized (this) {
                    inFlight.remove(delivery.id());
                    hosts.computeIfPresent(host, (h, busy) -> busy <= 1 ? null : busy - 1);
                }
            }
        });
    }

    /** The delivery as it waits for its next attempt; empty = nothing more is to be done. */
    Optional<WebhookDelivery> next(WebhookDelivery delivery, Answer answer, Instant now) {
        count(answer);
        return switch (answer) {
            case Answer.Delivered delivered -> Optional.empty();
            case Answer.Refused refused -> {
                LOG.warnf("webhook refused jobId=%s id=%s reason=%s", delivery.job(), delivery.id(), refused.reason());
                yield Optional.empty();
            }
            case Answer.Failed failed -> {
                Optional<Duration> pause = schedule.pauseAfter(delivery.attempts() + 1);
                if (pause.isEmpty()) {
                    LOG.warnf(
                            "webhook given up jobId=%s id=%s attempt=%d reason=%s",
                            delivery.job(), delivery.id(), delivery.attempts() + 1, failed.reason());
                    yield Optional.empty();
                }
                Duration asked = failed.notBefore();
                Duration wait = asked != null && asked.compareTo(pause.get()) > 0 ? asked : pause.get();
                yield Optional.of(delivery.failedAt(now.plus(wait)));
            }
        };
    }

    private void count(Answer answer) {
        String outcome = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        meters.counter("refinery.webhook.attempts", "outcome", outcome).increment();
    }

    private static String hostOf(WebhookDelivery delivery) {
        String host = URI.create(delivery.url()).getHost();
        return host == null ? delivery.url() : host;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
