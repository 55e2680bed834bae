package dev.refinery.gateway.domain.access;

/**
 * How full a token bucket was at a time.
 *
 * @param atNanos of a clock that only runs forward
 */
record Bucket(double tokens, long atNanos) {
    static Bucket full(Quota quota, long now) {
        return new Bucket(quota.requests(), now);
    }

    Bucket refilled(Quota quota, long now) {
        double added = (now - atNanos) * quota.perNano();
        return new Bucket(Math.min(quota.requests(), tokens + added), now);
    }

    boolean hasOne() {
        return tokens >= 1;
    }

    Bucket lessOne() {
        return new Bucket(tokens - 1, atNanos);
    }
}
