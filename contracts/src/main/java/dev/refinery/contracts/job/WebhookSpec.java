package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job's events are posted.
 *
 * @param events event types to send, empty = all
 * @param secretRef names the signing secret (never the secret itself), null = the deployment's default secret
 */
public record WebhookSpec(
        String url, List<String> events, @Nullable String secretRef) {
    public WebhookSpec {
        Require.text(url, "webhook.url", 2000);
        events = List.copyOf(events);
        Require.that(events.size() <= 16, "webhook.events", "must hold at most 16 event types");
    }
}
