package dev.refinery.gateway.app.batch;

import dev.refinery.gateway.app.JobContinuation;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchCounts;
import dev.refinery.gateway.domain.ContinueRequest;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.refinement.BudgetPool;
import dev.refinery.refinement.BudgetPool.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what items of a batch did not need, when all of them have ended: one more round each to those that fell short and can
 * go on, as {@link BudgetPool} has it. Which continuation it is follows from the job, so a step that is taken again grants nothing
 * twice. Thread-safe.
 */
public final class BatchRollover {
    private static final ContinueRequest ONE_ROUND = new ContinueRequest(1, null, null);

    private final JobViews views;
    private final JobContinuation continuation;

    public BatchRollover(JobViews views, JobContinuation continuation) {
        this.views = views;
        this.continuation = continuation;
    }

    /**
     * @param batch of which every item was dispatched and none is out
     * @param atMost items that may go on at a time
     * @return the batch with those items out; with none when nothing is left, or nobody can be helped
     */
    Batch passOn(Batch batch, int atMost) {
        List<BudgetPool.Item> items = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        // Counted anew: what an earlier step granted, and did not live to write down, may have ended otherwise since.
        BatchCounts counts = new BatchCounts(0, batch.input().invalid(), 0);
        for (int number = 0; number < batch.input().items(); number++) {
            Optional<JobView> found = views.find(batch.tenant(), batch.job(number));
            if (found.isEmpty() || found.get().spec() == null || found.get().deleted() != null) {
                counts = counts.plus(JobStatus.FAILED);
                continue;
            }
            JobView view = found.get();
            JobView.Ending ending = view.ending();
            if (ending == null) {
                open.add(number);
            } else {
                counts = counts.plus(ending.status());
            }
            items.add(item(batch, number, view));
            numbers.add(number);
        }
        for (Grant grant : BudgetPool.grants(items)) {
            if (open.size() >= atMost) {
                break;
            }
            int at = indexOf(items, grant);
            int number = numbers.get(at);
            JobView view = views.find(batch.tenant(), batch.job(number)).orElseThrow();
            JobView.Ending ending = view.ending();
            if (ending == null) {
                continue;
            }
            String name =
                    "rollover\n" + grant.job() + "\n" + view.continuations().size();
            goOn(view, new JobSubmission.Key(name, name));
            counts = counts.minus(ending.status());
            open.add(number);
        }
        return batch.progressed(batch.dispatched(), open, counts);
    }

    private void goOn(JobView view, JobSubmission.Key key) {
        try {
            continuation.goOn(view, ONE_ROUND, key);
        } catch (RequestRefused e) {
            // The client has just continued it: it is out all the same.
            if (e.problem().code() != ProblemCode.JOB_NOT_ENDED) {
                throw e;
            }
        }
    }

    private static int indexOf(List<BudgetPool.Item> items, Grant grant) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).job().equals(grant.job())) {
                return i;
            }
        }
        throw new IllegalStateException("a grant to nobody");
    }

    private BudgetPool.Item item(Batch batch, int number, JobView view) {
        var first = Objects.requireNonNull(view.spec()).refinement();
        JobView.Budget budget = view.budget();
        JobView.Ending ending = view.ending();
        return new BudgetPool.Item(
                batch.job(number),
                first.maxRounds() * first.candidates(),
                budget.total(),
                ending == null ? 0 : ending.candidates(),
                budget.candidates(),
                ending != null,
                continuation.continuable(view) ? shortfall(view) : null);
    }

    /** How much the best candidate misses its gates by, together. */
    private static @Nullable Double shortfall(JobView view) {
        return view.rounds().isEmpty()
                ? null
                : view.rounds().getLast().bestScores().stream()
                        .filter(s -> !s.meetsGate())
                        .mapToDouble(s -> s.gate() - s.score())
                        .sum();
    }
}
