package dev.refinery.gateway.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An endpoint as its tenant set it up, and what its receiver said. The two are written by different hands and never overwrite one another. */
public record RegisteredEndpoint(
        WebhookEndpoint endpoint, @Nullable Gone gone) {
    /** The receiver answered 410. */
    public record Gone(Instant at) {}

    public boolean enabled() {
        return disabledBecause() == null;
    }

    /** Null while it is enabled. */
    public @Nullable String disabledBecause() {
        if (!endpoint.enabled()) {
            return "switched off";
        }
        Gone answer = gone;
        return answer != null && !answer.at().isBefore(endpoint.enabledAt())
                ? "the receiver answered 410 Gone at " + answer.at()
                : null;
    }
}
