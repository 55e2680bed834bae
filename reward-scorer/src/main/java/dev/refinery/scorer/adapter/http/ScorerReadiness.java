package dev.refinery.scorer.adapter.http;

import dev.refinery.scorer.ScorerService;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the controller runs, the scoring consumer has its assignment and no candidate waits for a store that is down. */
@Readiness
@ApplicationScoped
public class ScorerReadiness implements HealthCheck {
    private final ScorerService service;

    public ScorerReadiness(ScorerService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("reward-scorer")
                .status(service.controllerRunning() && service.consumerReady() && service.storeReachable())
                .withData("controller", service.controllerState())
                .withData("consumer", service.consumerReady() ? "assigned" : "not assigned")
                .withData("store", service.storeReachable() ? "reachable" : "candidates wait for it")
                .build();
    }
}
