package dev.refinery.gateway.adapter.web;

import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookTargets;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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

    private final GuardedHttp http;
    private final @Nullable WebhookSigner signer;

    /**
     * @param secret empty = jobs with a webhook are refused
     * @param allowPrivate accept http and private addresses
     */
    public HttpWebhooks(Optional<String> secret, boolean allowPrivate, Duration timeout) {
        this.http = new GuardedHttp(allowPrivate, allowPrivate, timeout);
        this.signer = secret.map(WebhookSigner::new).orElse(null);
    }

    @Override
    public void check(String url, String field) {
        if (signer == null) {
            throw RequestRefused.unprocessable(
                    ProblemCode.WEBHOOKS_NOT_CONFIGURED,
                    field,
                    "This deployment sends no webhooks: its operator must set refinery.webhooks.secret.");
        }
        http.check(url, field);
    }

    @Override
    public Answer send(WebhookDelivery delivery, Instant now) {
        WebhookSigner signs = signer;
        if (signs == null) {
            return new Answer.Failed("no secret is configured", null);
        }
        HttpUrl url = HttpUrl.parse(delivery.url());
        if (url == null) {
            return new Answer.Refused("not a URL");
        }
        Request request = new Request.Builder()
                .url(url)
                .header("webhook-id", delivery.id())
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", signs.sign(delivery.id(), now, delivery.body()))
                .header("User-Agent", "Refinery")
                .post(RequestBody.create(delivery.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), JSON))
                .build();
        try {
            http.check(delivery.url(), "webhook.url");
            try (Response response = http.client().newCall(request).execute()) {
                return answer(response);
            }
        } catch (RequestRefused e) {
            // A name that does not resolve now may do so later; an address that is forbidden will not become allowed.
            return e.problem().code() == ProblemCode.URL_UNREACHABLE
                    ? new Answer.Failed(e.problem().detail(), null)
                    : new Answer.Refused(e.problem().detail());
        } catch (IOException e) {
            return new Answer.Failed(e.getClass().getSimpleName(), null);
        }
    }

    private static Answer answer(Response response) {
        int status = response.code();
        if (response.isSuccessful()) {
            return new Answer.Delivered(status);
        }
        if (status == 410) {
            return new Answer.Refused("the receiver answered 410 Gone");
        }
        return new Answer.Failed("the receiver answered " + status, wish(response));
    }

    private static @Nullable Duration wish(Response response) {
        String header = response.header("Retry-After");
        if (header == null || !header.matches("[0-9]{1,6}")) {
            return null;
        }
        Duration wish = Duration.ofSeconds(Long.parseLong(header));
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }
}
