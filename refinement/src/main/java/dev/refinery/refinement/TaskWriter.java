package dev.refinery.refinement;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.OutputSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the worker's tasks for proposals and for final renders. */
final class TaskWriter {
    private final int previewLongSide;

    /** @param previewLongSide pixels, 0 = search at full size */
    TaskWriter(int previewLongSide) {
        this.previewLongSide = previewLongSide;
    }

    List<GenerationTask> previews(JobSpec job, int round, List<Proposal> plan, Instant notAfter) {
        int longSide = Math.max(job.output().width(), job.output().height());
        boolean full = previewLongSide == 0 || previewLongSide >= longSide;
        int width = full ? job.output().width() : scaled(job.output().width(), longSide);
        int height = full ? job.output().height() : scaled(job.output().height(), longSide);
        return plan.stream()
                .map(p -> task(
                        job,
                        new CandidateId(job.id(), round, p.index()),
                        Purpose.PREVIEW,
                        p.genome(),
                        width,
                        height,
                        ImageFormat.PNG,
                        notAfter,
                        null))
                .toList();
    }

    GenerationTask finalRender(JobSpec job, int attempt, Contender winner, Instant notAfter) {
        OutputSpec output = job.output();
        return task(
                job,
                CandidateId.finalRender(job.id(), attempt),
                Purpose.FINAL,
                winner.genome(),
                output.width(),
                output.height(),
                output.format(),
                notAfter,
                winner.id());
    }

    /** The side in preview pixels: even, at least 16. */
    private int scaled(int side, int longSide) {
        long rounded = Math.round((double) side * previewLongSide / longSide / 2) * 2;
        return (int) Math.max(16, rounded);
    }

    private static GenerationTask task(
            JobSpec job,
            CandidateId candidate,
            Purpose purpose,
            Genome genome,
            int width,
            int height,
            ImageFormat format,
            Instant notAfter,
            @Nullable CandidateId winner) {
        return new GenerationTask(
                candidate,
                job.tenant(),
                job.lane(),
                purpose,
                job.model(),
                job.prompt(),
                job.seed(),
                genome,
                job.references(),
                job.refinement().policy(),
                job.output(),
                width,
                height,
                format,
                notAfter,
                job.refinement().policyDigest(),
                winner);
    }
}
