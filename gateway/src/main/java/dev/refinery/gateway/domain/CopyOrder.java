package dev.refinery.gateway.domain;

import dev.refinery.contracts.event.JobEvent.Delivery;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Results that are to be copied to where the client wants them.
 *
 * @param attempts that have failed
 * @param dueAt when the next is to be made
 */
public record CopyOrder(
        JobId job, TenantId tenant, Destination destination, List<Item> items, int attempts, Instant dueAt) {
    public CopyOrder {
        items = List.copyOf(items);
    }

    /** @param key of the copy */
    public record Item(CandidateId candidate, ImageRef image, String key) {}

    /** What a change of a job's view calls for. */
    public static Optional<CopyOrder> between(JobView before, JobView after) {
        JobSpec spec = after.spec();
        Destination destination = spec == null ? null : spec.destination();
        JobView.Ending ending = after.undelivered();
        if (spec == null || destination == null || ending == null || ending.equals(before.undelivered())) {
            return Optional.empty();
        }
        List<Item> items = new ArrayList<>();
        for (Result result : ending.results()) {
            String original = result.image().key();
            String key = destination.prefix() + spec.id() + "/result-" + items.size()
                    + original.substring(original.lastIndexOf('.'));
            items.add(new Item(result.candidate(), result.image(), key));
        }
        return Optional.of(new CopyOrder(spec.id(), spec.tenant(), destination, items, 0, ending.at()));
    }

    public CopyOrder again(Instant at) {
        return new CopyOrder(job, tenant, destination, items, attempts + 1, at);
    }

    /** None of them will be copied. */
    public List<Delivery> givenUp(String reason) {
        return items.stream()
                .map(i -> new Delivery(i.candidate(), i.key(), reason))
                .toList();
    }
}
