package dev.refinery.refinement;

import static dev.refinery.refinement.Fixtures.card;
import static dev.refinery.refinement.Fixtures.contender;
import static dev.refinery.refinement.Fixtures.masked;
import static dev.refinery.refinement.Fixtures.score;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElitesTest {
    private static final Map<String, Double> EVEN = Map.of("mug", 1.0 / 3, "table", 1.0 / 3, "ink", 1.0 / 3);

    @Test
    void newBestMustNotPushASatisfiedReferenceUnderItsGate() {
        Contender incumbent = contender(0, card(0.75, 0.40, 0.40));
        Contender greedy = contender(1, card(0.60, 0.80, 0.80));
        Contender careful = contender(2, card(0.68, 0.71, 0.50));
        List<Shaping.Shaped> order = Shaping.order(List.of(incumbent, greedy, careful), EVEN);
        assertThat(order.get(0).contender()).isEqualTo(greedy);
        assertThat(Elites.best(order, incumbent)).isEqualTo(careful);
        assertThat(Elites.best(order, null)).isEqualTo(greedy);
    }

    @Test
    void maskingASatisfiedReferenceDoesNotWin() {
        Contender incumbent = contender(0, card(0.75, 0.75, 0.40));
        Contender evasive = contender(1, card(List.of(score("mug", 0.9), masked("table"), score("ink", 0.9))));
        List<Shaping.Shaped> order = Shaping.order(List.of(incumbent, evasive), EVEN);
        assertThat(order.get(0).contender()).isEqualTo(evasive);
        assertThat(Elites.best(order, incumbent)).isEqualTo(incumbent);
    }

    @Test
    void keepsTheBestOfEachReference() {
        List<Contender> pool = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pool.add(contender(i, card(0.6 + i * 0.001, 0.6, 0.6)));
        }
        Contender tableChampion = contender(20, card(0.05, 0.95, 0.05));
        Contender inkChampion = contender(21, card(0.05, 0.05, 0.95));
        pool.add(tableChampion);
        pool.add(inkChampion);
        List<Shaping.Shaped> order = Shaping.order(pool, EVEN);
        Contender best = contender(9, card(0.609, 0.6, 0.6));
        List<Contender> elites = Elites.select(order, best, EVEN, 6);
        assertThat(elites)
                .hasSize(6)
                .contains(tableChampion, inkChampion)
                .first()
                .isEqualTo(best);
    }

    @Test
    void neverKeepsMoreThanTheLimit() {
        List<Contender> pool = List.of(
                contender(0, card(0.9, 0.1, 0.1)),
                contender(1, card(0.1, 0.9, 0.1)),
                contender(2, card(0.1, 0.1, 0.9)));
        List<Shaping.Shaped> order = Shaping.order(pool, EVEN);
        assertThat(Elites.select(order, order.get(0).contender(), EVEN, 2)).hasSize(2);
    }
}
