package dev.refinery.scorer.domain;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.TenantId;
import java.util.HashMap;
import java.util.Map;

/** How much of a lane a tenant gets beside others that wait in it. Immutable. */
public record TenantWeights(Map<TenantId, Double> known) {
    private static final double USUAL = 1;
    private static final double LEAST = 0.001;
    private static final double MOST = 1000;

    public TenantWeights {
        known = Map.copyOf(known);
        known.forEach(
                (tenant, weight) -> Require.between(weight, LEAST, MOST, "refinery.controller.weights." + tenant));
    }

    /** @throws dev.refinery.contracts.InvalidValueException a name is no tenant's, or a weight is out of range */
    public static TenantWeights of(Map<String, Double> byName) {
        Map<TenantId, Double> weights = new HashMap<>();
        byName.forEach((name, weight) -> weights.put(new TenantId(name), weight));
        return new TenantWeights(weights);
    }

    public double of(TenantId tenant) {
        return known.getOrDefault(tenant, USUAL);
    }
}
