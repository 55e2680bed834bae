package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.Delivery;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.app.ResultCopies.Attempt;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultCopiesTest {
    private final JobId job = JobEvents.fresh(1).job;
    private final InMemoryObjectStore store = new InMemoryObjectStore(Clock.systemUTC());
    private final InMemoryObjectStore shop = new InMemoryObjectStore(Clock.systemUTC());
    private final ResultCopies copies = new ResultCopies(store, bucket -> shop);

    private CopyOrder.Item item(int index, byte[] bytes) {
        String key = "default/final/" + job + "/result-" + index + ".png";
        return new CopyOrder.Item(
                CandidateId.finalRender(job, index),
                new ImageRef("refinery", key, Sha256.hex(bytes), "image/png", 4, 4),
                "in/result-" + index + ".png");
    }

    private Attempt attempt(CopyOrder.Item... items) {
        return copies.attempt(new CopyOrder(
                job, TenantId.DEFAULT, new Destination("shop", "in/"), List.of(items), 0, JobEvents.START));
    }

    @Test
    void copiesWhatIsThereAndSaysWhatIsNot() {
        CopyOrder.Item there = item(0, new byte[] {1, 2});
        CopyOrder.Item gone = item(1, new byte[] {3});
        store.put(there.image().key(), new byte[] {1, 2}, "image/png");
        List<Delivery> deliveries = ((Attempt.Done) attempt(there, gone)).deliveries();
        assertThat(deliveries).extracting(d -> d.failure() == null).containsExactly(true, false);
        assertThat(shop.get("in/result-0.png", there.image().sha256())).containsExactly(1, 2);
        assertThat(attempt(there)).as("repeated").isInstanceOf(Attempt.Done.class);
    }

    @Test
    void waitsForAStoreThatIsAway() {
        CopyOrder.Item there = item(0, new byte[] {1, 2});
        store.put(there.image().key(), new byte[] {1, 2}, "image/png");
        shop.setDown(true);
        assertThat(attempt(there)).isInstanceOf(Attempt.Later.class);
    }
}
