package dev.refinery.gateway.domain.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller has left, as the fields of draft-ietf-httpapi-ratelimit-headers tell it.
 *
 * @param remaining requests that may come at once now
 * @param untilFull when the whole quota is back, rounded up to seconds
 * @param retryAfter when one request may come again; null = this one may pass
 */
public record Allowance(
        Quota quota,
        int remaining,
        Duration untilFull,
        @Nullable Duration retryAfter) {
    private static final String POLICY = "\"requests\"";

    /** Value of {@code RateLimit-Policy}. */
    public String policyField() {
        return POLICY + ";q=" + quota.requests() + ";w=" + quota.window().toSeconds();
    }

    /** Value of {@code RateLimit}. */
    public String limitField() {
        return POLICY + ";r=" + remaining + ";t=" + untilFull.toSeconds();
    }

    static Allowance of(Quota quota, Bucket left, boolean passes) {
        Duration oneMore = seconds((1 - left.tokens()) / quota.perNano());
        return new Allowance(
                quota,
                (int) left.tokens(),
                seconds((quota.requests() - left.tokens()) / quota.perNano()),
                passes ? null : oneMore);
    }

    private static Duration seconds(double nanos) {
        return Duration.ofSeconds((long) Math.ceil(nanos / 1e9));
    }
}
