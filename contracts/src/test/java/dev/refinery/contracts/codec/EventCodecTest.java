package dev.refinery.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.Scorecard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final String TYPE = "dev.refinery.job-submitted.v1";

    @ParameterizedTest
    @ValueSource(
            strings = {"", "job-submitted.v1", "com.other.thing.v1", "dev.refinery.", "dev.refinery.job-submitted.v2"})
    void foreignTypesAreUndecodable(String type) {
        assertThatThrownBy(() -> EventCodec.decode(type, bytes("{}"))).isInstanceOf(UndecodableEventException.class);
    }

    @Test
    void absentPartsAreUndecodable() {
        assertThatThrownBy(() -> EventCodec.decode(null, bytes("{}"))).isInstanceOf(UndecodableEventException.class);
        assertThatThrownBy(() -> EventCodec.decode(TYPE, null)).isInstanceOf(UndecodableEventException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "3",
                "\"x\"",
                "{",
                "{\"spec\":null}",
                "{\"spec\":{}}",
                "{\"spec\":[]}",
                "{\"spec\":\"x\"}",
                "{\"spec\":{\"id\":null}}",
                "{\"spec\":{\"id\":7}}",
                "\u0000\u0001\u0002",
                "{\"spec\":{\"seed\":1e999999999}}",
                "{\"spec\":{\"seed\":99999999999999999999999999}}",
                "{\"spec\":{\"submittedAt\":1e400}}",
                "{\"spec\":{\"submittedAt\":\"yesterday\"}}",
                "{\"spec\":{\"deadline\":-1e18}}"
            })
    void garbageIsUndecodable(String value) {
        assertThatThrownBy(() -> EventCodec.decode(TYPE, bytes(value))).isInstanceOf(UndecodableEventException.class);
    }

    @Test
    void whatIsOptionalTravelsWhereItIsGiven() throws Exception {
        Scorecard card = Examples.scorecard();
        Scorecard prompted =
                new Scorecard(card.policyDigest(), card.references(), card.quality(), new PromptScore(0.21, 0.8, 0.5));
        CandidateScored scored = (CandidateScored) Examples.byName().get("candidate-scored.v1");
        CandidateScored withPrompt = new CandidateScored(
                scored.candidate(), scored.image(), scored.bundleDigest(), scored.placements(), prompted, null);
        CandidateGenerated made = (CandidateGenerated) Examples.byName().get("candidate-generated.v1");
        CandidateGenerated asked = new CandidateGenerated(
                made.candidate(),
                made.tenant(),
                made.purpose(),
                made.image(),
                made.bundleDigest(),
                made.references(),
                made.policy(),
                made.placements(),
                made.cost(),
                "@mug on @table",
                "d".repeat(64));
        CandidateUnscorable fatal = new CandidateUnscorable(made.candidate(), "policy_unavailable", "gone", true);
        for (Event event : List.of(withPrompt, asked, fatal)) {
            EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "id-1");
            assertThat(EventCodec.decode(encoded.headers().get("ce_type"), encoded.value()))
                    .isEqualTo(event);
        }
    }

    @Test
    void deepNestingAndHugeNumbersAreUndecodable() {
        String deep = "{\"spec\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String unknownDeep = "{\"zzz\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "}";
        String number = "{\"spec\":{\"seed\":" + "9".repeat(200_000) + "}}";
        for (String hostile : List.of(deep, unknownDeep, number)) {
            assertThatThrownBy(() -> EventCodec.decode(TYPE, bytes(hostile)))
                    .isInstanceOf(UndecodableEventException.class);
        }
    }

    /**
     * Takes every golden event apart: each value in turn is set to null, removed, and replaced by values of every other
     * kind. Whatever comes out is an event or an {@link UndecodableEventException}, nothing else.
     */
    @Test
    void noSingleWrongValueEscapesAsAnotherException() throws Exception {
        List<JsonNode> replacements = new ArrayList<>();
        for (String text : List.of(
                "null",
                "true",
                "\"\"",
                "\"x\"",
                "-1",
                "0.5",
                "1e300",
                "99999999999",
                "[]",
                "[null]",
                "{}",
                "{\"a\":null}",
                "{\"op\":\"rotate\"}",
                "\"NaN\"")) {
            replacements.add(Json.mapper().readTree(text));
        }
        int tried = 0;
        int refused = 0;
        for (Event event : Examples.all()) {
            String type = EventCodec.TYPE_PREFIX + EventTypes.nameOf(event);
            JsonNode root = Json.mapper().valueToTree(event);
            for (Consumer<JsonNode> change : changes(root, replacements)) {
                JsonNode copy = root.deepCopy();
                change.accept(copy);
                tried++;
                try {
                    assertThat(EventCodec.decode(type, Json.mapper().writeValueAsBytes(copy)))
                            .isNotNull();
                } catch (UndecodableEventException e) {
                    refused++;
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        assertThat(tried).isGreaterThan(3000);
        assertThat(refused).isBetween(tried / 3, tried - 1);
    }

    @Test
    void theMessageNamesWhatIsWrong() throws Exception {
        ObjectNode root = Json.mapper().valueToTree(Examples.all().get(0));
        ((ObjectNode) root.at("/spec/references/0")).put("gate", -0.5);
        assertThatThrownBy(() -> EventCodec.decode(TYPE, Json.mapper().writeValueAsBytes(root)))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("gate")
                .hasMessageContaining("between");
        root.remove("spec");
        assertThatThrownBy(() -> EventCodec.decode(TYPE, Json.mapper().writeValueAsBytes(root)))
                .isInstanceOf(UndecodableEventException.class)
                .hasMessageContaining("spec is missing");
    }

    /** Every way of changing one value of a tree, as functions of a copy of it. */
    private static List<Consumer<JsonNode>> changes(JsonNode root, List<JsonNode> replacements) {
        List<Consumer<JsonNode>> changes = new ArrayList<>();
        collect(root, "", replacements, changes);
        return changes;
    }

    private static void collect(
            JsonNode node, String pointer, List<JsonNode> replacements, List<Consumer<JsonNode>> changes) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                changes.add(copy -> ((ObjectNode) copy.at(pointer)).remove(name));
                for (JsonNode replacement : replacements) {
                    changes.add(copy -> ((ObjectNode) copy.at(pointer)).set(name, replacement));
                }
                collect(object.get(name), pointer + "/" + name, replacements, changes);
            });
        } else if (node instanceof ArrayNode array) {
            changes.add(copy -> ((ArrayNode) copy.at(pointer)).add(JsonNodeFactory.instance.nullNode()));
            for (int i = 0; i < Math.min(array.size(), 6); i++) {
                int index = i;
                for (JsonNode replacement : replacements) {
                    changes.add(copy -> ((ArrayNode) copy.at(pointer)).set(index, replacement));
                }
                collect(array.get(i), pointer + "/" + i, replacements, changes);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
