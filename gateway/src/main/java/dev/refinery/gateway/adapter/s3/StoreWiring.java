package dev.refinery.gateway.adapter.s3;

import dev.refinery.backends.s3.ConfiguredStore;
import dev.refinery.backends.s3.StoreSettings;
import dev.refinery.gateway.app.AllowedDestinations;
import dev.refinery.gateway.app.ResultCopies;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The object store, and whether it answers. */
@Singleton
public class StoreWiring {
    /** By bucket; only those that jobs may name. */
    private final Map<String, ObjectStore> others = new ConcurrentHashMap<>();

    @Produces
    @Singleton
    ObjectStore store(StoreSettings settings) {
        return ConfiguredStore.connect(settings);
    }

    void close(@Disposes ObjectStore store) {
        store.close();
        others.values().forEach(ObjectStore::close);
    }

    @Produces
    @Singleton
    ResultCopies copies(ObjectStore store, StoreSettings settings) {
        return new ResultCopies(
                store, bucket -> others.computeIfAbsent(bucket, b -> ConfiguredStore.connect(settings, b)));
    }

    @Produces
    @Singleton
    AllowedDestinations destinations(GatewaySettings gateway, StoreSettings settings) {
        return new AllowedDestinations(gateway.destinations().orElse(List.of()), settings.bucket());
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
