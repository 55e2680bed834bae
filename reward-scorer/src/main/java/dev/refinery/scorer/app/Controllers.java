package dev.refinery.scorer.app;

import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One refinement controller for each generator, by {@code name@version}. Immutable. */
public final class Controllers {
    private final Map<String, RefinementController> byModel;

    public Controllers(Map<String, GeneratorProfile> profiles, SearchPolicy policy) {
        Map<String, RefinementController> controllers = new HashMap<>();
        profiles.forEach((model, profile) -> controllers.put(model, new RefinementController(profile, policy)));
        this.byModel = Map.copyOf(controllers);
    }

    public Optional<RefinementController> of(String model) {
        return Optional.ofNullable(byModel.get(model));
    }
}
