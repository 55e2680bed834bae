package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a search can turn for one job, in a fixed order: the shared latents, each reference's own placement, each reference's
 * guidance. A setting is an array of their values, latents in deviations of a draw, guidance as log guidance.
 */
final class Knobs {
    /** The effect of the groups whose latents one reference owns. */
    static final String PLACEMENT = "placement";
    /** Effects were measured within these. */
    private static final double LATENT_LIMIT = 2;
    /** Settings are written into genomes with this many steps to one: a thousandth of a deviation is seen by nobody. */
    private static final double STEPS = 1000;

    private final double guidanceStep;
    private final List<Reference> references;
    private final int latents;
    private final List<Knob> knobs = new ArrayList<>();

    private sealed interface Knob {}

    private record Latent(int index) implements Knob {}

    private record Place(Reference owner, int position, int index) implements Knob {}

    private record Guide(Reference reference) implements Knob {}

    Knobs(LatentSpace space, Effects effects, List<Reference> references) {
        this.guidanceStep = effects.guidanceStep();
        this.references = references;
        this.latents = space.length();
        effects.shared().forEach(index -> knobs.add(new Latent(index)));
        for (Reference reference : references) {
            for (LatentGroup group : space.groupsOf(reference, references)) {
                if (group.effect().equals(PLACEMENT)) {
                    List<Integer> indices = group.indices();
                    for (int i = 0; i < indices.size(); i++) {
                        knobs.add(new Place(reference, i, indices.get(i)));
                    }
                }
            }
        }
        references.forEach(reference -> knobs.add(new Guide(reference)));
    }

    int count() {
        return knobs.size();
    }

    boolean turnsLatent(int knob) {
        return !(knobs.get(knob) instanceof Guide);
    }

    double limit(int knob) {
        return turnsLatent(knob) ? LATENT_LIMIT : Genome.MAX_GUIDANCE;
    }

    double[] settings(float[] z, Map<String, Double> guidance) {
        double[] settings = new double[knobs.size()];
        for (int i = 0; i < settings.length; i++) {
            settings[i] = switch (knobs.get(i)) {
                case Latent latent -> z[latent.index()];
                case Place place -> z[place.index()];
                case Guide guide -> guidance.getOrDefault(guide.reference().name(), 0.0);
            };
        }
        return settings;
    }

    /** Latents up to the last that is turned, rounded; the others are 0. */
    List<Double> latents(double[] settings) {
        Double[] z = new Double[latents];
        Arrays.fill(z, 0.0);
        int last = 0;
        for (int i = 0; i < settings.length; i++) {
            int index = switch (knobs.get(i)) {
                case Latent latent -> latent.index();
                case Place place -> place.index();
                case Guide guide -> -1;
            };
            if (index >= 0) {
                z[index] = rounded(settings[i]);
                last = Math.max(last, index);
            }
        }
        return List.of(z).subList(0, last + 1);
    }

    Map<String, Double> guidance(double[] settings) {
        Map<String, Double> guidance = new TreeMap<>();
        for (int i = 0; i < settings.length; i++) {
            if (knobs.get(i) instanceof Guide guide) {
                guidance.put(guide.reference().name(), Emphasis.clip(rounded(settings[i])));
            }
        }
        return guidance;
    }

    private static double rounded(double setting) {
        return StrictMath.rint(setting * STEPS) / STEPS;
    }

    Relation relation(Reference scored, int knob) {
        return switch (knobs.get(knob)) {
            case Latent latent -> new Relation.Shared(latent.index());
            case Place place when place.owner().name().equals(scored.name()) -> new Relation.Own(place.position());
            case Place place -> new Relation.Others(place.position());
            case Guide guide when guide.reference().name().equals(scored.name()) -> new Relation.OwnGuidance();
            case Guide guide -> new Relation.OthersGuidance(guide.reference().role());
        };
    }

    /** How many units of its relation's effect one unit of a knob is; the others of a role share their effect. */
    double share(Reference scored, int knob) {
        return switch (relation(scored, knob)) {
            case Relation.OwnGuidance own -> 1 / guidanceStep;
            case Relation.OthersGuidance others -> 1 / guidanceStep / others(scored, others.role());
            case Relation.Shared s -> 1;
            case Relation.Own s -> 1;
            case Relation.Others s -> 1;
        };
    }

    private long others(Reference scored, Role role) {
        return references.stream()
                .filter(r -> r.role() == role && !r.name().equals(scored.name()))
                .count();
    }
}
