package dev.refinery.gateway.app;

import dev.refinery.contracts.event.JobEvent.Delivery;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import dev.refinery.storage.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Copies results to another bucket. Doing it again overwrites with the same bytes. Blocks the calling thread; thread-safe. */
public final class ResultCopies {
    private final ObjectStore store;
    private final Function<String, ObjectStore> buckets;

    /** @param buckets the store over another bucket */
    public ResultCopies(ObjectStore store, Function<String, ObjectStore> buckets) {
        this.store = store;
        this.buckets = buckets;
    }

    /** How an attempt ended. */
    public sealed interface Attempt {
        /** Every item is there or can never be. */
        record Done(List<Delivery> deliveries) implements Attempt {
            public Done {
                deliveries = List.copyOf(deliveries);
            }
        }

        /** The store does not answer. */
        record Later(String reason) implements Attempt {}
    }

    public Attempt attempt(CopyOrder order) {
        ObjectStore target = buckets.apply(order.destination().bucket());
        List<Delivery> deliveries = new ArrayList<>();
        for (CopyOrder.Item item : order.items()) {
            try {
                byte[] picture = store.get(item.image().key(), item.image().sha256());
                target.put(item.key(), picture, item.image().mediaType());
                deliveries.add(new Delivery(item.candidate(), item.key(), null));
            } catch (StoreUnavailable e) {
                return new Attempt.Later(String.valueOf(e.getMessage()));
            } catch (ObjectStoreException e) {
                deliveries.add(new Delivery(
                        item.candidate(),
                        item.key(),
                        "not put into " + order.destination().bucket() + ": " + e.getMessage()));
            }
        }
        return new Attempt.Done(deliveries);
    }
}
