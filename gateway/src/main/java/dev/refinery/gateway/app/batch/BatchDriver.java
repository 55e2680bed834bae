package dev.refinery.gateway.app.batch;

import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.app.Cancellation;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchCounts;
import dev.refinery.gateway.domain.BatchLine;
import dev.refinery.gateway.domain.BatchStatus;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.access.TooManyRequests;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Takes a batch one step further: sees what has ended, submits what has room, cancels what is out when that was asked for. A step
 * that is taken again from the same state, by whomever, does the same: the id of an item's job follows from batch and item, and what
 * the views know is not submitted again. Thread-safe.
 */
public final class BatchDriver {
    /** Items that are submitted side by side: each waits for the store and for the log. */
    private static final int MOST_AT_ONCE = 16;

    /** A step that takes longer tells how far it is, and the next goes on; pictures by address may be slow. */
    private static final Duration STEP = Duration.ofSeconds(5);

    private final BatchFiles files;
    private final JobRequestReader requests;
    private final JobSubmission submission;
    private final Cancellation cancellation;
    private final JobViews views;
    private final BatchRollover rollover;
    private final Clock clock;
    private final int window;

    /** @param window jobs of one batch that are out at a time */
    public BatchDriver(
            BatchFiles files,
            JobRequestReader requests,
            JobSubmission submission,
            Cancellation cancellation,
            JobViews views,
            BatchRollover rollover,
            Clock clock,
            int window) {
        this.files = files;
        this.requests = requests;
        this.submission = submission;
        this.cancellation = cancellation;
        this.views = views;
        this.rollover = rollover;
        this.clock = clock;
        this.window = window;
    }

    /**
     * What became of a step.
     *
     * @param held true when something outside does not answer or has no room: there is no use in trying again at once
     */
    public record Step(Batch batch, boolean held) {}

    /** Blocks the calling thread. */
    public Step step(Batch batch) {
        if (batch.status().ended()) {
            return new Step(batch, false);
        }
        Going going = new Going(batch);
        boolean held = false;
        try {
            going.look();
            if (batch.status() == BatchStatus.IN_PROGRESS) {
                held = going.submit();
            }
            if (going.spare()) {
                return new Step(rollover.passOn(going.batch(), window).settled(now()), false);
            }
        } catch (ObjectMissing | ObjectCorrupt e) {
            return new Step(going.batch().failed("the stored file of the batch cannot be read", now()), false);
        } catch (ServiceUnavailable | ObjectStoreException e) {
            return new Step(going.batch(), true);
        }
        return new Step(going.batch().settled(now()), held);
    }

    private final class Going {
        private final Batch before;
        private final List<Integer> open;
        private BatchCounts counts;
        private int dispatched;

        private Going(Batch before) {
            this.before = before;
            this.open = new ArrayList<>(before.open());
            this.counts = before.counts();
            this.dispatched = before.dispatched();
        }

        private Batch batch() {
            return before.progressed(dispatched, open, counts);
        }

        /** Every item has ended, and what they left is to be passed on. */
        private boolean spare() {
            return before.rollover()
                    && before.status() == BatchStatus.IN_PROGRESS
                    && open.isEmpty()
                    && dispatched == before.input().items();
        }

        private void look() {
            for (Integer item : before.open()) {
                Optional<JobView> view = views.find(before.tenant(), before.job(item));
                if (view.isEmpty()) {
                    continue;
                }
                JobView.Ending ending = view.get().ending();
                if (view.get().deleted() != null) {
                    ended(item, JobStatus.FAILED);
                } else if (ending != null) {
                    ended(item, ending.status());
                } else if (before.status() == BatchStatus.CANCELLING) {
                    cancellation.cancel(before.job(item), view.get());
                }
            }
        }

        private void ended(Integer item, JobStatus how) {
            counts = counts.plus(how);
            open.remove(/* element */ item);
        }

        /** True when there is no room now, though there is more to submit. */
        private boolean submit() {
            Instant until = now().plus(STEP);
            // Few at first: where there is little room, pictures would be fetched for jobs that have none.
            int atOnce = 1;
            while (dispatched < before.input().items() && open.size() < window && now().isBefore(until)) {
                int part = before.input().partOf(dispatched);
                int first = before.input().parts().get(part);
                if (!take(files.items(before, part, dispatched - first, Math.min(atOnce, window - open.size())))) {
                    return true;
                }
                atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
            }
            return false;
        }

        /** Makes jobs side by side and submits them in order, so that what is out is always the beginning of the file. */
        private boolean take(List<BatchLine.Item> items) {
            int first = dispatched;
            List<Future<Prepared>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (BatchLine.Item item : items) {
                    int number = first + all.size();
                    all.add(threads.submit(() -> prepare(item, number)));
                }
            }
            try {
                for (int i = 0; i < items.size(); i++) {
                    if (out(prepared(all.get(i)), items.get(i), dispatched)) {
                        open.add(dispatched);
                    } else {
                        counts = counts.plus(JobStatus.FAILED);
                    }
                    dispatched++;
                }
                return true;
            } catch (TooManyRequests noRoom) {
                return false;
            }
        }

        private Prepared prepare(BatchLine.Item item, int number) {
            if (views.find(before.tenant(), before.job(number)).isPresent()) {
                return new Prepared.Known();
            }
            try {
                return new Prepared.Made(submission.specifyItem(
                        before.tenant(), requests.read(item.body()), before.job(number), before.label()));
            } catch (RequestRefused e) {
                return new Prepared.Refused(e.problem());
            }
        }

        /** False when it can never be submitted; then the error file says why. */
        private boolean out(Prepared prepared, BatchLine.Item item, int number) {
            return switch (prepared) {
                case Prepared.Known known -> true;
                case Prepared.Refused refused -> refuse(item, number, refused.why());
                case Prepared.Made made -> {
                    try {
                        submission.submitItem(made.job());
                        yield true;
                    } catch (RequestRefused e) {
                        yield refuse(item, number, e.problem());
                    }
                }
            };
        }

        private boolean refuse(BatchLine.Item item, int number, Problem why) {
            files.refuse(before, number, new BatchLine.Invalid(item.line(), item.customId(), why));
            return false;
        }
    }

    /** What an item has become before it is its turn. */
    private sealed interface Prepared {
        /** It was submitted before. */
        record Known() implements Prepared {}

        record Made(JobSpec job) implements Prepared {}

        record Refused(Problem why) implements Prepared {}
    }

    private static Prepared prepared(Future<Prepared> ended) {
        if (ended.state() == Future.State.SUCCESS) {
            return ended.resultNow();
        }
        if (ended.state() == Future.State.FAILED && ended.exceptionNow() instanceof RuntimeException e) {
            throw e;
        }
        throw new IllegalStateException("an item was not prepared: " + ended.state());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
