package dev.refinery.gateway.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final TenantId A = new TenantId("a");
    private static final Quota TEN_IN_FIVE_SECONDS = new Quota(10, Duration.ofSeconds(5));

    private final AtomicLong nanos = new AtomicLong(-5);
    private final RateLimiter limiter = new RateLimiter(tenant -> Optional.of(TEN_IN_FIVE_SECONDS), nanos::get, 100);

    private Allowance take(TenantId tenant) {
        return limiter.take(tenant).orElseThrow();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aBurstPassesAndThenOneAtATime() {
        for (int i = 9; i >= 0; i--) {
            Allowance allowance = take(A);
            assertThat(allowance.retryAfter()).isNull();
            assertThat(allowance.remaining()).isEqualTo(i);
        }
        Allowance refused = take(A);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.untilFull()).isEqualTo(Duration.ofSeconds(5));

        pass(Duration.ofMillis(499));
        assertThat(take(A).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(2));
        assertThat(take(A).retryAfter()).isNull();
        assertThat(take(A).retryAfter()).isNotNull();
    }

    @Test
    void aRefusedRequestCostsNothing() {
        IntStream.range(0, 500).forEach(i -> take(A));
        pass(Duration.ofSeconds(5));
        assertThat(take(A).remaining()).isEqualTo(9);
    }

    @Test
    void neverHoldsMoreThanTheQuota() {
        take(A);
        pass(Duration.ofDays(9));
        assertThat(take(A).remaining()).isEqualTo(9);
    }

    @Test
    void tenantsDoNotShare() {
        IntStream.range(0, 10).forEach(i -> take(A));
        assertThat(take(A).retryAfter()).isNotNull();
        assertThat(take(new TenantId("b")).retryAfter()).isNull();
    }

    @Test
    void tellsItselfAsTheDraftSays() {
        IntStream.range(0, 3).forEach(i -> take(A));
        Allowance allowance = take(A);
        assertThat(allowance.policyField()).isEqualTo("\"requests\";q=10;w=5");
        assertThat(allowance.limitField()).isEqualTo("\"requests\";r=6;t=2");
    }

    @Test
    void noQuotaIsNoLimit() {
        RateLimiter open = new RateLimiter(tenant -> Optional.empty(), nanos::get, 1);
        IntStream.range(0, 1000).forEach(i -> assertThat(open.take(A)).isEmpty());
    }

    @Test
    void remembersTheLatestTenantsOnly() {
        RateLimiter small = new RateLimiter(tenant -> Optional.of(new Quota(1, Duration.ofDays(1))), nanos::get, 2);
        TenantId b = new TenantId("b");
        small.take(A);
        small.take(b);
        assertThat(small.take(A).orElseThrow().retryAfter()).isNotNull();
        small.take(new TenantId("c"));
        assertThat(small.take(A).orElseThrow().retryAfter()).isNotNull();
        assertThat(small.take(b).orElseThrow().retryAfter()).isNull();
    }

    @Test
    void countsEveryRequestOfManyAtOnce() {
        RateLimiter shared = new RateLimiter(tenant -> Optional.of(new Quota(500, Duration.ofDays(1))), nanos::get, 10);
        AtomicInteger passed = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 2000)
                    .forEach(i -> threads.submit(() -> {
                        if (shared.take(A).orElseThrow().retryAfter() == null) {
                            passed.incrementAndGet();
                        }
                    }));
        }
        assertThat(passed).hasValue(500);
    }

    @Test
    void refusesQuotasThatMakeNoSense() {
        assertThatThrownBy(() -> new Quota(0, Duration.ofSeconds(1))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new Quota(1, Duration.ofMillis(999))).isInstanceOf(InvalidValueException.class);
    }
}
