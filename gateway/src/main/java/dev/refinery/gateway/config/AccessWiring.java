package dev.refinery.gateway.config;

import dev.refinery.access.ApiKeys;
import dev.refinery.gateway.app.access.Authentication;
import dev.refinery.gateway.app.access.KeyRing;
import dev.refinery.storage.ObjectStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Builds what decides who is let in. */
@Singleton
public class AccessWiring {
    @Produces
    @Singleton
    Authentication authentication(ObjectStore store, AuthSettings settings, Clock clock) {
        KeyRing keys = new KeyRing(new ApiKeys(store), clock, settings.keyStaleness(), settings.outageGrace());
        return new Authentication(settings.mode(), keys, Optional.empty(), clock);
    }
}
