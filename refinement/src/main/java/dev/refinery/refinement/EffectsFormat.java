package dev.refinery.refinement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import dev.refinery.refinement.Effects.Effect;
import dev.refinery.refinement.Effects.OfRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The {@code effects} of a bundle manifest (docs/bundles.md); a bad one is an {@link InvalidValueException}. */
public final class EffectsFormat {
    private static final double DECIMALS = 1000;

    private EffectsFormat() {}

    /** @param effects missing = nothing was measured */
    static Effects read(JsonNode effects) {
        if (effects.isMissingNode()) {
            return Effects.NONE;
        }
        List<Integer> shared = new ArrayList<>();
        effects.path("shared").forEach(index -> {
            Require.that(index.isInt(), "effects.shared", "must be indices of latents");
            shared.add(index.asInt());
        });
        Map<Role, OfRole> roles = new EnumMap<>(Role.class);
        for (Map.Entry<String, JsonNode> entry : effects.path("roles").properties()) {
            roles.put(Role.parse(entry.getKey()), role(entry.getValue()));
        }
        return new Effects(shared, effects.path("guidanceStep").asDouble(), roles);
    }

    private static OfRole role(JsonNode role) {
        Map<Relation, Effect> effects = new HashMap<>();
        each(role.path("latents"), key -> new Relation.Shared(index(key)), effects);
        each(role.path("own"), key -> new Relation.Own(index(key)), effects);
        each(role.path("others"), key -> new Relation.Others(index(key)), effects);
        JsonNode guidance = role.path("guidance");
        if (guidance.has("own")) {
            effects.put(new Relation.OwnGuidance(), effect(guidance.get("own")));
        }
        each(guidance.path("others"), key -> new Relation.OthersGuidance(Role.parse(key)), effects);
        return new OfRole(role.path("noise").asDouble(), role.path("deviation").asDouble(), effects);
    }

    private static void each(JsonNode node, Function<String, Relation> key, Map<Relation, Effect> into) {
        node.properties().forEach(entry -> into.put(key.apply(entry.getKey()), effect(entry.getValue())));
    }

    private static int index(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidValueException("effects", "must be by the index of a latent, not by " + text);
        }
    }

    private static Effect effect(JsonNode pair) {
        Require.that(
                pair.size() == 2 && pair.path(0).isNumber() && pair.path(1).isNumber(),
                "effects",
                "must be pairs of mean and deviation");
        return new Effect(pair.get(0).asDouble(), pair.get(1).asDouble());
    }

    /** As {@link #read} takes it, three decimals. */
    public static ObjectNode write(Effects effects) {
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode shared = node.putArray("shared");
        effects.shared().forEach(shared::add);
        node.put("guidanceStep", effects.guidanceStep());
        ObjectNode roles = node.putObject("roles");
        new TreeMap<>(effects.roles()).forEach((role, of) -> roles.set(role.wireName(), role(of)));
        return node;
    }

    private static ObjectNode role(OfRole role) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("noise", rounded(role.noise()));
        node.put("deviation", rounded(role.deviation()));
        ObjectNode latents = node.putObject("latents");
        ObjectNode own = node.putObject("own");
        ObjectNode others = node.putObject("others");
        ObjectNode guidance = node.putObject("guidance");
        ObjectNode othersGuidance = guidance.putObject("others");
        for (Map.Entry<Relation, Effect> entry : inOrder(role.effects())) {
            ArrayNode pair = Json.mapper().createArrayNode();
            pair.add(rounded(entry.getValue().mean()));
            pair.add(rounded(entry.getValue().deviation()));
            switch (entry.getKey()) {
                case Relation.Shared shared -> latents.set(Integer.toString(shared.index()), pair);
                case Relation.Own position -> own.set(Integer.toString(position.position()), pair);
                case Relation.Others position -> others.set(Integer.toString(position.position()), pair);
                case Relation.OwnGuidance g -> guidance.set("own", pair);
                case Relation.OthersGuidance of -> othersGuidance.set(of.role().wireName(), pair);
            }
        }
        return node;
    }

    private static List<Map.Entry<Relation, Effect>> inOrder(Map<Relation, Effect> effects) {
        return effects.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Relation, Effect>>comparingInt(entry -> position(entry.getKey()))
                        .thenComparing(entry -> entry.getKey().toString()))
                .toList();
    }

    private static int position(Relation relation) {
        return switch (relation) {
            case Relation.Shared shared -> shared.index();
            case Relation.Own own -> own.position();
            case Relation.Others others -> others.position();
            case Relation.OwnGuidance guidance -> 0;
            case Relation.OthersGuidance of -> 0;
        };
    }

    private static double rounded(double value) {
        // Adding 0 makes -0 a 0.
        return Math.rint(value * DECIMALS) / DECIMALS + 0.0;
    }
}
