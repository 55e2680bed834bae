package dev.refinery.worker.adapter.http;

import dev.refinery.worker.WorkerLifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once a bundle has rendered a picture and the task lanes are being read. */
@Readiness
@ApplicationScoped
public class WorkerReadiness implements HealthCheck {
    private final WorkerLifecycle lifecycle;

    @Inject
    WorkerReadiness(WorkerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("task queue").status(lifecycle.ready()).build();
    }
}
