package dev.refinery.worker.adapter.images;

import dev.refinery.inference.RenderCanceledException;
import dev.refinery.worker.app.ProviderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One server, spoken to over HTTP: so many calls at a time, each with a time-out of its own, some repeated, all of it within the time
 * that the caller has. A call is broken off when it is canceled or its thread is interrupted. Thread-safe.
 */
final class ImagesApiServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ImagesApiServer.class);
    /** How late a cancellation is noticed. */
    private static final long GLANCE_MILLIS = 100;

    private final Settings settings;
    private final ProviderMeter meter;
    private final Clock clock;
    private final HttpClient http;
    private final Semaphore places;

    /**
     * @param name as bundles name it
     * @param base such as {@code https://host/v1}
     * @param apiKey sent as a bearer token; null = none is needed
     * @param timeout of one attempt
     * @param attempts in all, at least 1
     * @param firstPause doubles with every attempt
     * @param parallelism calls at a time
     */
    record Settings(
            String name,
            URI base,
            @Nullable String apiKey,
            Duration timeout,
            int attempts,
            Duration firstPause,
            int parallelism) {
        /** Never shows the key. */
        @Override
        public String toString() {
            return "Settings[" + name + ", " + base + "]";
        }
    }

    /** @param seconds from the beginning of the attempt that succeeded */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(byte[] body, double seconds) {}

    /** @param most bytes of an answer */
    record Patience(Instant notAfter, BooleanSupplier canceled, long most) {}

    ImagesApiServer(Settings settings, ProviderMeter meter, Clock clock) {
        this.settings = settings;
        this.meter = meter;
        this.clock = clock;
        // Servers written in Python answer an offer of HTTP/2 in clear text with a warning, or not at all.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
        this.places = new Semaphore(settings.parallelism(), true);
    }

    Settings settings() {
        return settings;
    }

    /** {@code POST {base}/images/edits}. */
    Answer edit(MultipartForm form, String idempotencyKey, Patience patience) throws ProviderException {
        String base = settings.base().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/images/edits"))
                .header("Content-Type", form.contentType())
                .header("Accept", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.body()));
        return call(request, patience);
    }

    /** @param address on this server: whether it is, is the caller's to check */
    Answer get(URI address, Patience patience) throws ProviderException {
        return call(HttpRequest.newBuilder(address).header("Accept", "image/*").GET(), patience);
    }

    private Answer call(HttpRequest.Builder unsigned, Patience patience) throws ProviderException {
        unsigned.header("User-Agent", "Refinery");
        if (settings.apiKey() != null) {
            unsigned.header("Authorization", "Bearer " + settings.apiKey());
        }
        HttpRequest request = unsigned.build();
        for (int attempt = 1; ; attempt++) {
            switch (attempt(request, patience)) {
                case Attempt.Made made -> {
                    return made.answer();
                }
                case Attempt.Failed failed -> pauseOrGiveUp(failed, attempt, patience);
            }
        }
    }

    private void pauseOrGiveUp(Attempt.Failed failed, int attempt, Patience patience) throws ProviderException {
        Duration pause = Pauses.before(
                attempt,
                settings.firstPause(),
                ThreadLocalRandom.current().nextDouble(),
                Pauses.retryAfter(failed.retryAfter(), clock.instant()));
        boolean again = failed.again()
                && attempt < settings.attempts()
                && clock.instant().plus(pause).isBefore(patience.notAfter());
        if (!again) {
            LOG.warnf(
                    "provider gave no picture: server=%s code=%s attempt=%d",
                    settings.name(), failed.why().code(), attempt);
            throw failed.why();
        }
        pause(pause, patience);
    }

    private sealed interface Attempt {
        record Made(Answer answer) implements Attempt {}

        /** @param again the same request may find a better moment */
        record Failed(ProviderException why, boolean again, Optional<String> retryAfter) implements Attempt {
            Failed(ProviderException why, boolean again) {
                this(why, again, Optional.empty());
            }
        }
    }

    private Attempt attempt(HttpRequest request, Patience patience) throws ProviderException {
        takePlace(patience);
        Instant start = clock.instant();
        String result = "canceled";
        try {
            HttpResponse<byte[]> response = exchange(request, patience);
            int status = response.statusCode();
            if (status / 100 == 2) {
                result = "ok";
                return new Attempt.Made(new Answer(
                        response.body(),
                        Duration.between(start, clock.instant()).toNanos() / 1e9));
            }
            ProviderException failure = Refusals.of(status, response.body(), settings.apiKey());
            result = failure.code();
            if (Refusals.isFinal(status, response.headers().firstValue("x-should-retry"))) {
                return new Attempt.Failed(Refusals.settled(failure), false);
            }
            return new Attempt.Failed(
                    failure,
                    Refusals.mayPass(status, response.body()),
                    response.headers().firstValue("Retry-After"));
        } catch (HttpTimeoutException e) {
            result = "provider_timeout";
            return new Attempt.Failed(
                    new ProviderException.Unavailable(
                            result, "the provider did not answer within " + settings.timeout(), e),
                    true);
        } catch (LimitedBody.TooLong e) {
            result = "provider_answer_invalid";
            return new Attempt.Failed(
                    new ProviderException.Refused(
                            result, "the provider's answer is longer than " + patience.most() + " bytes", false, e),
                    false);
        } catch (ConnectException e) {
            // Nobody is there. The task itself waits, and others get its place meanwhile.
            result = "provider_unavailable";
            return new Attempt.Failed(
                    new ProviderException.Unavailable(result, "the provider cannot be reached", e), false);
        } catch (IOException e) {
            result = "provider_unavailable";
            return new Attempt.Failed(
                    new ProviderException.Unavailable(result, "the connection to the provider broke", e), true);
        } finally {
            places.release();
            meter.called(settings.name(), result, Duration.between(start, clock.instant()));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, Patience patience) throws IOException {
        Instant own = clock.instant().plus(settings.timeout());
        Instant end = own.isBefore(patience.notAfter()) ? own : patience.notAfter();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, info -> new LimitedBody(patience.most()));
        try {
            while (true) {
                checkWanted(patience);
                long left = Duration.between(clock.instant(), end).toMillis();
                if (left <= 0) {
                    throw new HttpTimeoutException("no answer in time");
                }
                try {
                    return answer.get(Math.min(left, GLANCE_MILLIS), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Looked up whether it is still wanted, then on.
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("the call failed", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            answer.cancel(true);
        }
    }

    private void takePlace(Patience patience) throws ProviderException {
        try {
            while (!places.tryAcquire(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
                checkWanted(patience);
                if (clock.instant().isAfter(patience.notAfter())) {
                    throw new ProviderException.Unavailable(
                            "provider_busy", "all calls that may be made to the provider at a time were taken", null);
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void pause(Duration pause, Patience patience) {
        Instant end = clock.instant().plus(pause);
        try {
            for (long left = pause.toMillis();
                    left > 0;
                    left = Duration.between(clock.instant(), end).toMillis()) {
                checkWanted(patience);
                Thread.sleep(Math.min(left, GLANCE_MILLIS));
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static void checkWanted(Patience patience) {
        if (patience.canceled().getAsBoolean()) {
            throw new RenderCanceledException("the job was canceled while its provider worked");
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while a provider worked");
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
