package dev.refinery.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.client.RefineryException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends calls, again where that is safe, and makes values or exceptions of the answers. Thread-safe. */
final class Transport implements AutoCloseable {
    private final URI base;
    private final @Nullable String apiKey;
    private final String userAgent;
    private final HttpClient http;
    private final RetryRule retries;
    private final Consumer<Exchange> listener;
    private final ObjectMapper json;

    Transport(
            URI base,
            @Nullable String apiKey,
            String userAgent,
            Duration connectTimeout,
            RetryRule retries,
            Consumer<Exchange> listener,
            ObjectMapper json) {
        this.base = base;
        this.apiKey = apiKey;
        this.userAgent = userAgent;
        this.retries = retries;
        this.listener = listener;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * @param body null where the status says that there is none
     */
    record Answer<T>(int status, @Nullable T body, HttpResponse<?> whole) {
        T required() {
            if (body == null) {
                throw unreadable(whole, null);
            }
            return body;
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    /** Either of the two: what was asked for, or the bytes of a refusal. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Received<T>(@Nullable T value, byte[] refusal) {}

    URI base() {
        return base;
    }

    ObjectMapper json() {
        return json;
    }

    <T> T read(Call call, Class<T> type) {
        Answer<byte[]> answer = send(call.with("Accept", "application/json"), BodyHandlers.ofByteArray());
        return parse(answer, type);
    }

    JsonNode readTree(Call call) {
        return read(call, JsonNode.class);
    }

    byte[] readBytes(Call call) {
        return send(call, BodyHandlers.ofByteArray()).required();
    }

    void run(Call call) {
        Answer<Void> done = send(call, BodyHandlers.discarding());
        Objects.requireNonNull(done);
    }

    <T> T parse(Answer<byte[]> answer, Class<T> type) {
        try {
            T value = json.readValue(answer.required(), type);
            if (value == null) {
                throw unreadable(answer.whole(), null);
            }
            return value;
        } catch (IOException e) {
            throw unreadable(answer.whole(), e);
        }
    }

    /** Tries until there is an answer or no more to be tried. */
    <T> Answer<T> send(Call call, BodyHandler<T> success) {
        long end = System.nanoTime() + call.whole().toNanos();
        for (int attempt = 1; ; attempt++) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            try {
                return once(call, success, attempt, left.compareTo(call.attempt()) < 0 ? left : call.attempt());
            } catch (RefineryException e) {
                Duration wait = retries.waitAfter(
                                e,
                                call.repeatable(),
                                attempt,
                                Duration.ofNanos(end - System.nanoTime()),
                                ThreadLocalRandom.current().nextDouble())
                        .orElseThrow(() -> e);
                pause(wait);
            }
        }
    }

    /** One attempt. */
    <T> Answer<T> once(Call call, BodyHandler<T> success, int attempt, Duration patience) {
        long begun = System.nanoTime();
        HttpResponse<Received<T>> response;
        try {
            response = await(http.sendAsync(request(call), orRefusal(success)), patience);
        } catch (RefineryException e) {
            tell(call, attempt, 0, begun);
            throw e;
        }
        tell(call, attempt, response.statusCode(), begun);
        Received<T> received = response.body();
        if (response.statusCode() / 100 == 2) {
            return new Answer<>(response.statusCode(), received.value(), response);
        }
        throw Problems.of(
                json,
                response.statusCode(),
                received.refusal(),
                response.headers().firstValue("X-Request-Id").orElse(null),
                response.headers().firstValue("Retry-After").orElse(null),
                Instant.now());
    }

    /** Restores the interrupt flag and says so. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static RefineryException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return RefineryException.of(Kind.INTERRUPTED, "interrupted", e);
    }

    Content body(Object value) {
        try {
            return Content.of(json.writeValueAsBytes(value), "application/json");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + value.getClass(), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).header("User-Agent", userAgent);
        call.headers().forEach(request::header);
        // The key goes to the gateway and to nobody else.
        if (apiKey != null && ours(call.uri())) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        Content body = call.body();
        if (body != null && !call.headers().containsKey("Content-Type")) {
            request.header("Content-Type", body.mediaType());
        }
        return request.method(call.method(), body == null ? BodyPublishers.noBody() : body.publisher())
                .build();
    }

    private boolean ours(URI address) {
        return base.getScheme().equalsIgnoreCase(String.valueOf(address.getScheme()))
                && base.getRawAuthority().equalsIgnoreCase(String.valueOf(address.getRawAuthority()));
    }

    /** A body that breaks off, or takes too long, counts as the answer does. */
    private <T> T await(CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw RefineryException.of(
                    Kind.BROKEN, "no answer from " + base + " within " + patience.toMillis() / 1e3 + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private RefineryException failed(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return RefineryException.of(Kind.UNREACHABLE, base + " cannot be reached", cause);
        }
        if (cause instanceof IOException) {
            return RefineryException.of(
                    Kind.BROKEN, "the connection to " + base + " broke: " + cause.getMessage(), cause);
        }
        throw new IllegalStateException("a request could not be sent", cause);
    }

    private void tell(Call call, int attempt, int status, long begun) {
        Content body = call.body();
        listener.accept(new Exchange(
                call.method(),
                call.uri(),
                body == null ? null : body.mediaType(),
                attempt,
                status,
                Duration.ofNanos(System.nanoTime() - begun)));
    }

    private static <T> BodyHandler<Received<T>> orRefusal(BodyHandler<T> success) {
        return info -> info.statusCode() / 100 == 2
                ? BodySubscribers.mapping(success.apply(info), value -> new Received<>(value, new byte[0]))
                : BodySubscribers.mapping(BodySubscribers.ofByteArray(), bytes -> new Received<>(null, bytes));
    }

    private static RefineryException unreadable(HttpResponse<?> response, @Nullable Throwable cause) {
        return RefineryException.of(
                Kind.UNREADABLE,
                "the answer is not what a gateway sends; is " + response.uri() + " a Refinery gateway?",
                cause);
    }
}
