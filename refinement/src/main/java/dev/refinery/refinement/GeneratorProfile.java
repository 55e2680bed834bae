package dev.refinery.refinement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.job.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the search must know of a generator bundle.
 *
 * @param previewLongSide long side in pixels of the pictures that search rounds are made of; 0 = rounds run at full
 *     size
 * @param effects what its latents and guidance do to scores
 * @param abilities what else it takes
 */
public record GeneratorProfile(LatentSpace latents, int previewLongSide, Effects effects, ModelAbilities abilities) {
    /** A bundle of which no effects were measured. */
    public GeneratorProfile(LatentSpace latents, int previewLongSide) {
        this(latents, previewLongSide, Effects.NONE);
    }

    /** A bundle that takes noise and guidance only. */
    public GeneratorProfile(LatentSpace latents, int previewLongSide, Effects effects) {
        this(latents, previewLongSide, effects, ModelAbilities.NONE);
    }

    public GeneratorProfile {
        Require.between(previewLongSide, 0, 4096, "preview.longSide");
        int length = latents.length();
        effects.shared().forEach(index -> Require.between(index, 0, length - 1, "effects.shared"));
        Require.that(
                effects.roles().isEmpty() || length <= NoiseStep.Given.MOST,
                "effects",
                "must not be given with more than " + NoiseStep.Given.MOST
                        + " latents, as a genome tells each of them");
    }

    /**
     * A generator that turns a genome's noise into the seed of its request, and so has no latents. One number stands for them: it belongs
     * to no group, and no effect is known of it.
     */
    private static final LatentSpace SEED_ALONE = LatentSpace.ungrouped(1);

    private static final String IMAGES_API = "images-api";

    /** Reads the parts of a {@code bundle.json} that matter here; a bad one is an {@link InvalidValueException}. */
    public static GeneratorProfile ofManifest(byte[] bundleJson) {
        JsonNode manifest;
        try {
            manifest = Json.mapper().readTree(bundleJson);
        } catch (IOException e) {
            throw new InvalidValueException("bundle.json", "must be JSON");
        }
        if (manifest.path("kind").asText().equals(IMAGES_API)) {
            return new GeneratorProfile(SEED_ALONE, 0, Effects.NONE, ModelAbilities.ofManifest(manifest));
        }
        JsonNode latents = manifest.path("latents");
        Require.that(latents.path("length").isInt(), "latents.length", "must be a number");
        List<LatentGroup> groups = new ArrayList<>();
        for (JsonNode group : latents.path("groups")) {
            JsonNode slot = group.path("slot");
            groups.add(new LatentGroup(
                    group.path("name").asText(),
                    group.path("effect").asText(),
                    Role.parse(group.path("role").asText()),
                    slot.isInt() ? slot.asInt() : null,
                    indices(group)));
        }
        return new GeneratorProfile(
                new LatentSpace(latents.path("length").asInt(), groups),
                manifest.path("preview").path("longSide").asInt(0),
                EffectsFormat.read(manifest.path("effects")),
                ModelAbilities.ofManifest(manifest));
    }

    private static List<Integer> indices(JsonNode group) {
        List<Integer> indices = new ArrayList<>();
        group.path("indices").forEach(i -> indices.add(i.asInt()));
        for (int i = group.path("from").asInt(); i < group.path("to").asInt(); i++) {
            indices.add(i);
        }
        return indices;
    }
}
