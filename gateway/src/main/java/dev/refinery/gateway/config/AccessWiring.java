package dev.refinery.gateway.config;

import dev.refinery.access.ApiKeys;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.adapter.oidc.OidcTokens;
import dev.refinery.gateway.app.access.Authentication;
import dev.refinery.gateway.app.access.BearerTokens;
import dev.refinery.gateway.app.access.KeyRing;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.access.Cap;
import dev.refinery.gateway.domain.access.Quota;
import dev.refinery.gateway.domain.access.RateLimiter;
import dev.refinery.storage.ObjectStore;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Builds what decides who is let in. */
@Singleton
public class AccessWiring {
    private static final int TENANTS_KEPT = 10_000;

    /** At start, so that a wrong setting stops the gateway and not its first caller. */
    @Produces
    @Singleton
    @Startup
    Authentication authentication(ObjectStore store, AuthSettings settings, OidcSettings oidc, Clock clock) {
        KeyRing keys = new KeyRing(new ApiKeys(store), clock, settings.keyStaleness(), settings.outageGrace());
        return new Authentication(settings.mode(), keys, tokens(oidc), clock);
    }

    private static Optional<BearerTokens> tokens(OidcSettings settings) {
        return settings.issuer()
                .map(issuer -> new OidcTokens(new OidcTokens.Settings(
                        issuer,
                        settings.audience()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "refinery.oidc.issuer is set, but refinery.oidc.audience is not: without it tokens"
                                                + " for other services would be taken")),
                        settings.jwksUrl(),
                        settings.tenantClaim(),
                        settings.scopeClaim(),
                        settings.clockSkew(),
                        settings.keyRefetch(),
                        settings.timeout())));
    }

    @Produces
    @Singleton
    RateLimiter rateLimiter(LimitSettings settings) {
        return new RateLimiter(tenant -> quota(settings, tenant), System::nanoTime, TENANTS_KEPT);
    }

    @Produces
    @Singleton
    OutstandingWork outstandingWork(LimitSettings settings, Clock clock) {
        return new OutstandingWork(tenant -> cap(settings, tenant), clock);
    }

    private static Cap cap(LimitSettings settings, TenantId tenant) {
        LimitSettings.OfTenant own = settings.tenants().get(tenant.value());
        return own == null
                ? new Cap(settings.jobs(), settings.candidates())
                : new Cap(own.jobs().orElse(settings.jobs()), own.candidates().orElse(settings.candidates()));
    }

    private static Optional<Quota> quota(LimitSettings settings, TenantId tenant) {
        LimitSettings.OfTenant own = settings.tenants().get(tenant.value());
        int requests = own == null ? settings.requests() : own.requests().orElse(settings.requests());
        return requests == 0 ? Optional.empty() : Optional.of(new Quota(requests, settings.window()));
    }
}
