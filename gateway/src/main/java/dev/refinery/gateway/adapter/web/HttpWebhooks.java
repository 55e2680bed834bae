package dev.refinery.gateway.adapter.web;

import dev.refinery.gateway.app.SecretUnreadableException;
import dev.refinery.gateway.app.SecretVault;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookTargets;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Posts signed messages, as the Standard Webhooks specification has it. */
public final class HttpWebhooks implements WebhookSender, WebhookTargets {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Duration LONGEST_WISH = Duration.ofHours(24);
    private static final int EXCERPT_BYTES = 1_000;

    private final GuardedHttp http;
    private final @Nullable WebhookSigner signer;
    private final SecretVault vault;
    private final Clock clock;

    /**
     * @param secret empty = jobs with a webhook of their own are refused
     * @param vault opens the secrets of endpoints
     * @param allowPrivate accept http and private addresses
     */
    public HttpWebhooks(
            Optional<String> secret, SecretVault vault, boolean allowPrivate, Duration timeout, Clock clock) {
        this.http = new GuardedHttp(allowPrivate, allowPrivate, timeout);
        this.signer = secret.map(s -> new WebhookSigner(List.of(s))).orElse(null);
        this.vault = vault;
        this.clock = clock;
    }

    @Override
    public void check(String url, String field) {
        if (signer == null) {
            throw RequestRefused.unprocessable(
                    ProblemCode.WEBHOOKS_NOT_CONFIGURED,
                    field,
                    "This deployment cannot sign a job's own webhook: its operator must set refinery.webhooks.secret."
                            + " Webhook endpoints have secrets of their own.");
        }
        http.check(url, field);
    }

    @Override
    public void checkAddress(String url, String field) {
        http.check(url, field);
    }

    @Override
    public Answer send(WebhookDelivery delivery, WebhookRoute.Post route) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        long start = System.nanoTime();
        try {
            HttpUrl url = http.check(route.url(), "url");
            String body = String.valueOf(delivery.body());
            Request request = new Request.Builder()
                    .url(url)
                    .header("webhook-id", delivery.messageId())
                    .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                    .header("webhook-signature", signer(route).sign(delivery.messageId(), now, body))
                    .header("User-Agent", "Refinery")
                    .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON))
                    .build();
            try (Response response = http.client().newCall(request).execute()) {
                return answer(response, now, millisSince(start));
            }
        } catch (RequestRefused e) {
            WebhookAttempt attempt = failed(now, start, e.problem().detail());
            // A name that does not resolve now may do so later; an address that is forbidden will not become allowed.
            return e.problem().code() == ProblemCode.URL_UNREACHABLE
                    ? new Answer.Failed(attempt, null)
                    : new Answer.Refused(attempt);
        } catch (SecretUnreadableException e) {
            return new Answer.Failed(failed(now, start, String.valueOf(e.getMessage())), null);
        } catch (IOException e) {
            return new Answer.Failed(failed(now, start, describe(e)), null);
        }
    }

    private WebhookSigner signer(WebhookRoute.Post route) throws SecretUnreadableException {
        EndpointId endpoint = route.endpoint();
        if (endpoint == null) {
            if (signer == null) {
                throw SecretUnreadableException.notConfigured();
            }
            return signer;
        }
        List<String> secrets = new ArrayList<>();
        for (String sealed : route.secrets()) {
            secrets.add(vault.open(sealed, endpoint));
        }
        return new WebhookSigner(secrets);
    }

    private static Answer answer(Response response, Instant at, long latency) {
        int status = response.code();
        String excerpt = excerpt(response);
        if (response.isSuccessful()) {
            return new Answer.Delivered(new WebhookAttempt(at, latency, status, null, excerpt));
        }
        WebhookAttempt attempt = new WebhookAttempt(at, latency, status, "the receiver answered " + status, excerpt);
        return status == 410 ? new Answer.Gone(attempt) : new Answer.Failed(attempt, wish(response));
    }

    /** The status is what counts: a body that breaks off or never comes changes nothing. */
    private static @Nullable String excerpt(Response response) {
        try {
            byte[] start = response.body().byteStream().readNBytes(EXCERPT_BYTES);
            return start.length == 0 ? null : new String(start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Duration wish(Response response) {
        String header = response.header("Retry-After");
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return null;
        }
        Duration wish = Duration.ofSeconds(Long.parseLong(header));
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }

    private static WebhookAttempt failed(Instant at, long start, String error) {
        return new WebhookAttempt(at, millisSince(start), null, error, null);
    }

    /** Never a URL, which may hold a secret of the receiver's. */
    private static String describe(IOException e) {
        return switch (e) {
            case java.net.ConnectException refused -> "the connection was refused";
            case java.net.UnknownHostException unknown -> "the host does not resolve";
            case java.io.InterruptedIOException slow -> "no answer in time";
            case javax.net.ssl.SSLException tls ->
                "TLS failed: " + tls.getClass().getSimpleName();
            default -> "the connection broke: " + e.getClass().getSimpleName();
        };
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
