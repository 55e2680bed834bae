package dev.refinery.gateway.adapter.s3;

import dev.refinery.backends.s3.ConfiguredStore;
import dev.refinery.backends.s3.StoreSettings;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The object store, and whether it answers. */
@Singleton
public class StoreWiring {
    @Produces
    @Singleton
    ObjectStore store(StoreSettings settings) {
        return ConfiguredStore.connect(settings);
    }

    void close(@Disposes ObjectStore store) {
        store.close();
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck storeReady(ObjectStore store) {
        return () -> {
            var answer = HealthCheckResponse.named("object store");
            try {
                store.ensureBucket();
                return answer.up().build();
            } catch (ObjectStoreException e) {
                return answer.down()
                        .withData("reason", String.valueOf(e.getMessage()))
                        .build();
            }
        };
    }
}
