package dev.refinery.gateway.app.batch;

import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchLine;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import java.io.IOException;
import java.util.Optional;

/**
 * What became of a batch's lines so far, in the order of the file. It is read from the job views when it is asked for, so it is
 * there while the batch runs and on every replica; nothing is held but one part of the file. Thread-safe.
 */
public final class BatchResults {
    private final BatchFiles files;
    private final JobViews views;

    public BatchResults(BatchFiles files, JobViews views) {
        this.files = files;
        this.views = views;
    }

    /** Takes lines one by one. */
    public interface Sink<T> {
        void take(T line) throws IOException;
    }

    /**
     * @param number of the item
     * @param job that it became
     */
    public record Result(int number, BatchLine.Item item, JobView job) {}

    /** The items that have a result. */
    public void succeeded(Batch batch, Sink<Result> sink) throws IOException {
        for (int part = 0; part < batch.input().parts().size(); part++) {
            int number = batch.input().parts().get(part);
            if (!dispatched(batch, number)) {
                return;
            }
            for (BatchLine.Item item : files.items(batch, part)) {
                Optional<JobView> view = views.find(batch.tenant(), batch.job(number));
                if (view.isPresent() && view.get().spec() != null && ended(view.get(), JobStatus.SUCCEEDED)) {
                    sink.take(new Result(number, item, view.get()));
                }
                number++;
            }
        }
    }

    /** The lines that are no jobs, then the items that were refused, failed, expired or were cancelled. */
    public void failed(Batch batch, Sink<BatchLine.Invalid> sink) throws IOException {
        for (int part = 0; part < batch.input().errorParts(); part++) {
            for (BatchLine.Invalid line : files.errors(batch, part)) {
                sink.take(line);
            }
        }
        for (int part = 0; part < batch.input().parts().size(); part++) {
            int number = batch.input().parts().get(part);
            for (BatchLine.Item item : files.items(batch, part)) {
                Optional<BatchLine.Invalid> why = failure(batch, item, number++);
                if (why.isPresent()) {
                    sink.take(why.get());
                }
            }
        }
    }

    private Optional<BatchLine.Invalid> failure(Batch batch, BatchLine.Item item, int number) {
        if (!dispatched(batch, number)) {
            return batch.status().ended()
                    ? Optional.of(complaint(item, ProblemCode.BATCH_ENDED, "The batch ended before its turn came."))
                    : Optional.empty();
        }
        Optional<JobView> view = views.find(batch.tenant(), batch.job(number));
        if (view.isEmpty()) {
            return files.refused(batch, number);
        }
        JobView.Ending ending = view.get().ending();
        if (ending == null || ending.status() == JobStatus.SUCCEEDED) {
            return Optional.empty();
        }
        JobView.Failure failure = ending.failure();
        String why = failure != null
                ? failure.code() + ": " + failure.message()
                : ending.sentence() == null ? "" : ending.sentence();
        return Optional.of(complaint(
                item,
                ProblemCode.JOB_WITHOUT_RESULT,
                "Job " + batch.job(number) + " is " + ending.status().wireName() + ". " + why));
    }

    private static BatchLine.Invalid complaint(BatchLine.Item item, ProblemCode code, String detail) {
        return new BatchLine.Invalid(item.line(), item.customId(), Problem.of(409, code, null, detail.strip()));
    }

    private static boolean dispatched(Batch batch, int item) {
        return item < batch.dispatched();
    }

    private static boolean ended(JobView view, JobStatus how) {
        JobView.Ending ending = view.ending();
        return ending != null && ending.status() == how;
    }
}
