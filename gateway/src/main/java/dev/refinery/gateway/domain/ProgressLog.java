package dev.refinery.gateway.domain;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.JobView.Candidate;
import dev.refinery.gateway.domain.JobView.Ending;
import dev.refinery.gateway.domain.JobView.LogEntry;
import dev.refinery.gateway.domain.JobView.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a job's view as a sequence of events. The same view and position always give the same events, so a reader that
 * reconnects to any replica goes on where it stopped.
 */
public final class ProgressLog {
    private final JobView view;
    private final JobSpec spec;
    private final JobLinks links;
    private final Map<Integer, Integer> done = new HashMap<>();
    private final Map<Boolean, Standing> bestByStage = new HashMap<>();
    private int continued;
    private JobView.Budget budget;

    private ProgressLog(JobView view, JobSpec spec, JobLinks links) {
        this.view = view;
        this.spec = spec;
        this.links = links;
        this.budget = view.budget(0);
    }

    /**
     * The events after {@code after}, oldest first; the ending only when {@code withEnding}.
     *
     * @param after sequence number of the last event that the reader has, 0 = none
     */
    public static List<ProgressEvent> since(JobView view, JobLinks links, long after, boolean withEnding) {
        JobSpec spec = view.spec();
        if (spec == null) {
            return List.of();
        }
        return new ProgressLog(view, spec, links).tell(after, withEnding);
    }

    private List<ProgressEvent> tell(long after, boolean withEnding) {
        List<ProgressEvent> told = new ArrayList<>();
        JobStatus status = JobStatus.QUEUED;
        for (LogEntry entry : view.log()) {
            if (entry.type() == ProgressType.JOB_CONTINUED) {
                long seq = JobView.ENDING_SEQ * (continued + 1L);
                if (continued < view.earlier().size() && after < seq) {
                    told.add(render(view.earlier().get(continued), seq));
                }
                continued++;
                budget = view.budget(continued);
            }
            status = switch (entry.type()) {
                case JOB_STARTED -> status == JobStatus.CANCELING ? status : JobStatus.RUNNING;
                case JOB_CONTINUED -> JobStatus.RUNNING;
                case JOB_CANCELING -> JobStatus.CANCELING;
                default -> status;
            };
            ProgressEvent event = render(entry, status);
            if (entry.seq() > after) {
                told.add(event);
            }
        }
        Ending ending = view.ending();
        if (ending != null && withEnding && after < view.endingSeq()) {
            told.add(render(ending, view.endingSeq()));
        }
        return told;
    }

    private ProgressEvent render(LogEntry entry, JobStatus status) {
        Integer round = entry.round();
        Integer index = entry.index();
        if (round == null) {
            return event(entry, status, null, null, null, null);
        }
        if (index == null) {
            Round evaluated = view.rounds().stream()
                    .filter(r -> r.round() == round)
                    .findFirst()
                    .orElse(null);
            Standing best = evaluated == null ? null : standingOf(evaluated);
            return event(entry, status, round, null, evaluated, best != null ? best : bestByStage.get(false));
        }
        Candidate candidate = view.candidate(round, index).orElse(null);
        done.merge(round, 1, Integer::sum);
        boolean fullSize = round == CandidateId.FINAL_ROUND;
        if (candidate != null && candidate.judged()) {
            bestByStage.put(fullSize, Standing.better(bestByStage.get(fullSize), Standing.of(candidate)));
        }
        return event(entry, status, round, candidate, null, bestByStage.get(fullSize));
    }

    /** The controller's word on the best one. */
    private @Nullable Standing standingOf(Round round) {
        String best = round.best();
        if (best == null) {
            return null;
        }
        return view.candidates().stream()
                .filter(c -> JobViewFold.shortName(c.round(), c.index()).equals(best))
                .findFirst()
                .map(Standing::of)
                .orElse(null);
    }

    private ProgressEvent event(
            LogEntry entry,
            JobStatus status,
            @Nullable Integer round,
            @Nullable Candidate candidate,
            @Nullable Round evaluated,
            @Nullable Standing best) {
        boolean fullSize = round != null && round == CandidateId.FINAL_ROUND;
        return new ProgressEvent(
                entry.seq(),
                entry.type(),
                spec.id().toString(),
                status,
                entry.at(),
                elapsed(entry.at()),
                fullSize ? null : round,
                budget.rounds(),
                round == null ? null : fullSize ? "final" : "preview",
                round == null ? null : done.getOrDefault(round, 0),
                round == null || fullSize ? null : Integer.valueOf(budget.candidates()),
                candidate != null && candidate.judged() ? Standing.of(candidate) : null,
                candidate != null && candidate.image() != null
                        ? links.candidateImage(spec.id(), candidate.round(), candidate.index())
                        : null,
                candidate == null ? null : candidate.failure(),
                best,
                evaluated == null ? null : evaluated.verdict(),
                evaluated == null ? null : evaluated.sentence(),
                evaluated == null ? null : evaluated.weights(),
                evaluated == null ? null : evaluated.plan(),
                evaluated == null ? null : evaluated.explanation(),
                null);
    }

    private ProgressEvent render(Ending ending, long seq) {
        return new ProgressEvent(
                seq,
                ending.type(),
                spec.id().toString(),
                ending.status(),
                ending.at(),
                elapsed(ending.at()),
                null,
                budget.rounds(),
                null,
                null,
                null,
                null,
                null,
                ending.failure(),
                bestByStage.containsKey(true) ? bestByStage.get(true) : bestByStage.get(false),
                null,
                ending.sentence(),
                null,
                null,
                null,
                new ProgressEvent.Ended(
                        ending.outcome(),
                        ending.rounds(),
                        ending.candidates(),
                        ResultLink.of(spec, ending.results(), links),
                        spec.externalId(),
                        spec.metadata(),
                        ending.explanation()));
    }

    private long elapsed(Instant at) {
        return Math.max(0, Duration.between(spec.submittedAt(), at).toMillis());
    }

    /** Where the view stands now, for a job's page: the best full-size render, else the best preview. */
    public static @Nullable Standing bestOf(JobView view) {
        Standing preview = null;
        Standing fullSize = null;
        for (Candidate candidate : view.candidates()) {
            if (candidate.judged()) {
                Standing standing = Standing.of(candidate);
                if (candidate.fullSize()) {
                    fullSize = Standing.better(fullSize, standing);
                } else {
                    preview = Standing.better(preview, standing);
                }
            }
        }
        return fullSize != null ? Objects.requireNonNull(fullSize) : preview;
    }
}
