package dev.refinery.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.CanonicalJson;
import dev.refinery.contracts.codec.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");

    /** Examples of RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0.0, 0",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992.0, 9007199254740992",
        "295147905179352830000.0, 295147905179352830000",
        "1e21, 1e+21",
        "9.999999999999997e22, 9.999999999999997e+22",
        "1e-7, 1e-7",
        "0.000001, 0.000001",
        "333333333.3333332, 333333333.3333332",
        "-0.0000033333333333333333, -0.0000033333333333333333"
    })
    void numbersAreWrittenAsEcmaScriptDoes(double value, String text) {
        assertThat(CanonicalJson.number(value)).isEqualTo(text);
    }

    @Test
    void theCanonicalFormSortsAndEscapesAndKeepsLongs() throws Exception {
        assertThat(
                        CanonicalJson.of(
                                Json.mapper()
                                        .readTree(
                                                "{ \"b\": [1.0, null, true], \"a\": \"x\\n\\u0001\\\"é\", \"Z\": -8123456789012345678 }")))
                .isEqualTo("{\"Z\":-8123456789012345678,\"a\":\"x\\n\\u0001\\\"é\",\"b\":[1,null,true]}");
    }

    @Test
    void anUntouchedChainIsWhole() {
        Chain chain = chain();
        assertThat(chain.fault()).isEmpty();
        assertThat(chain.last()).isEqualTo(chain.entries().get(3).hash()).hasSize(64);
        assertThat(new Chain(List.of()).last()).isEqualTo(Chain.GENESIS);
    }

    @Test
    void aChangedPayloadIsNamed() {
        Chain chain = chain();
        ((ObjectNode) chain.entries().get(2).payload()).put("n", 9);
        assertThat(chain.fault().orElseThrow())
                .startsWith("entry 2 (type id-2) was tampered with")
                .contains("payload");
    }

    @Test
    void aChangedTimeIsNamed() {
        List<Chain.Entry> entries = new ArrayList<>(chain().entries());
        Chain.Entry e = entries.get(1);
        entries.set(
                1,
                new Chain.Entry(e.sequence(), e.type(), e.id(), T0, e.digest(), e.previous(), e.hash(), e.payload()));
        assertThat(new Chain(entries).fault().orElseThrow()).startsWith("entry 1 (type id-1) was tampered with");
    }

    @Test
    void aRemovedEntryIsNoticed() {
        List<Chain.Entry> entries = new ArrayList<>(chain().entries());
        entries.remove(1);
        assertThat(new Chain(entries).fault().orElseThrow())
                .startsWith("entry 1 (type id-2)")
                .contains("missing");
    }

    private static Chain chain() {
        List<Chain.Link> links = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            links.add(new Chain.Link(
                    "type",
                    "id-" + i,
                    T0.plusSeconds(i + 1),
                    Json.mapper().createObjectNode().put("n", i)));
        }
        return Chain.of(links);
    }
}
