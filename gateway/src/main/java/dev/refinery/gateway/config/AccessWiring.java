package dev.refinery.gateway.config;

import dev.refinery.access.ApiKeys;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.access.Authentication;
import dev.refinery.gateway.app.access.KeyRing;
import dev.refinery.gateway.domain.access.Quota;
import dev.refinery.gateway.domain.access.RateLimiter;
import dev.refinery.storage.ObjectStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Builds what decides who is let in. */
@Singleton
public class AccessWiring {
    private static final int TENANTS_KEPT = 10_000;

    @Produces
    @Singleton
    Authentication authentication(ObjectStore store, AuthSettings settings, Clock clock) {
        KeyRing keys = new KeyRing(new ApiKeys(store), clock, settings.keyStaleness(), settings.outageGrace());
        return new Authentication(settings.mode(), keys, Optional.empty(), clock);
    }

    @Produces
    @Singleton
    RateLimiter rateLimiter(LimitSettings settings) {
        return new RateLimiter(tenant -> quota(settings, tenant), System::nanoTime, TENANTS_KEPT);
    }

    private static Optional<Quota> quota(LimitSettings settings, TenantId tenant) {
        LimitSettings.OfTenant own = settings.tenants().get(tenant.value());
        int requests = own == null ? settings.requests() : own.requests().orElse(settings.requests());
        return requests == 0 ? Optional.empty() : Optional.of(new Quota(requests, settings.window()));
    }
}
