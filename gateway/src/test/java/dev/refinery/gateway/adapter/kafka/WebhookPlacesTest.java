package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.refinery.gateway.adapter.kafka.WebhookPlaces.Health;
import dev.refinery.gateway.domain.WebhookLane;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WebhookPlacesTest {
    private final WebhookPlaces places = new WebhookPlaces(3, 12);

    private static WebhookLane lane(int number) {
        return new WebhookLane(String.format(Locale.ROOT, "%024x", number));
    }

    private long take(WebhookLane lane, int times) {
        return IntStream.range(0, times).filter(i -> places.take(lane)).count();
    }

    private void last(WebhookLane lane, Health health) {
        places.take(lane);
        places.giveBack(lane, health);
    }

    @Test
    void aReceiverGetsItsOwnPlacesAndNoMore() {
        assertThat(take(lane(1), 10)).isEqualTo(3);
        places.giveBack(lane(1), Health.GOOD);
        assertThat(take(lane(1), 10)).isEqualTo(1);
    }

    @Test
    void oneThatFailsIsTriedOneAtATimeUntilItAnswers() {
        last(lane(1), Health.FAILING);
        assertThat(take(lane(1), 10)).isEqualTo(1);
        places.giveBack(lane(1), Health.GOOD);
        assertThat(take(lane(1), 10)).isEqualTo(3);
    }

    @Test
    void anyNumberOfDeadReceiversLeavesHalfToTheLiving() {
        for (int i = 40; i < 43; i++) {
            last(lane(i), Health.GOOD);
        }
        for (int i = 1; i <= 20; i++) {
            last(lane(i), Health.FAILING);
        }
        long dead =
                IntStream.rangeClosed(1, 20).mapToLong(i -> take(lane(i), 3)).sum();
        assertThat(dead).isEqualTo(6);
        for (int i = 50; i < 53; i++) {
            assertThat(places.free(lane(i))).as("a stranger beside the dead").isZero();
        }
        assertThat(take(lane(40), 3)).isEqualTo(3);
        assertThat(take(lane(41), 3)).isEqualTo(3);
        assertThat(take(lane(42), 3)).isZero();
        assertThat(places.running()).isEqualTo(12);
    }

    @Test
    void slowReceiversKeepTheirPlacesWithinTheSharedHalf() {
        last(lane(9), Health.GOOD);
        for (int i = 1; i <= 4; i++) {
            last(lane(i), Health.SLOW);
        }
        assertThat(take(lane(1), 5)).isEqualTo(3);
        assertThat(take(lane(2), 5)).isEqualTo(3);
        assertThat(take(lane(3), 5)).isZero();
        assertThat(take(lane(9), 5)).isEqualTo(3);
    }

    @Test
    void strangersShareHalfUntilTheyHaveAnswered() {
        last(lane(9), Health.GOOD);
        long strangers =
                IntStream.rangeClosed(1, 8).mapToLong(i -> take(lane(i), 3)).sum();
        assertThat(strangers).isEqualTo(6);
        assertThat(take(lane(9), 3)).isEqualTo(3);
        places.giveBack(lane(1), Health.GOOD);
        assertThat(take(lane(1), 3)).isEqualTo(1);
    }

    @Test
    void refusesLimitsThatLeaveNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WebhookPlaces(0, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> new WebhookPlaces(1, 1));
    }
}
