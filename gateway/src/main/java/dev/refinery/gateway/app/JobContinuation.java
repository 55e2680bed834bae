package dev.refinery.gateway.app;

import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.app.IdempotencyClaims.Claim;
import dev.refinery.gateway.domain.ContinueRequest;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a job that ended below its gates more budget. Continuations are numbered, and of all requests for one number
 * exactly one wins, whichever replica gets it: who comes second is told that the job runs. Thread-safe.
 */
public final class JobContinuation {
    /** Codes of failed jobs that have a best candidate to go on from. */
    private static final Set<String> BELOW_GATE = Set.of("below_gate", "infeasible");

    private final IdempotencyClaims claims;
    private final JobLog log;
    private final Clock clock;

    public JobContinuation(IdempotencyClaims claims, JobLog log, Clock clock) {
        this.claims = claims;
        this.log = log;
        this.clock = clock;
    }

    /**
     * @param view as it will be
     * @param number of the continuation
     * @param replayed true when an earlier request with the same key continued the job
     */
    public record Continued(JobView view, int number, boolean replayed) {}

    /** @throws RequestRefused 409 when the job runs or cannot go on; nothing was appended */
    public Continued goOn(JobView view, ContinueRequest request, JobSubmission.@Nullable Key key) {
        JobSpec spec = Objects.requireNonNull(view.spec());
        if (key != null) {
            Optional<Claim> earlier = claims.find(spec.tenant(), key.value());
            if (earlier.isPresent()) {
                return repeat(view, earlier.get(), key);
            }
        }
        JobContinued event = continuation(view, spec, request);
        String owner = key == null ? UUID.randomUUID().toString() : key.fingerprint() + key.value();
        Claim claim = claims.claim(spec.tenant(), numberKey(spec.id(), event), new Claim(owner, spec, event));
        JobContinued claimed = Objects.requireNonNull(claim.continuation());
        if (!claim.fingerprint().equals(owner)) {
            // Its owner may have died before the append; appending it again is harmless.
            log.append(claimed);
            throw RequestRefused.conflict(
                    ProblemCode.JOB_NOT_ENDED, "Another request has just continued the job; wait for its end.");
        }
        if (key != null) {
            claims.claim(spec.tenant(), key.value(), new Claim(key.fingerprint(), spec, claimed));
        }
        log.append(claimed);
        return new Continued(after(view, claimed), number(claimed), false);
    }

    /** True when one more round would be taken now. */
    public boolean continuable(JobView view) {
        try {
            continuation(view, Objects.requireNonNull(view.spec()), new ContinueRequest(1, null, null));
            return true;
        } catch (RequestRefused e) {
            return false;
        }
    }

    private Continued repeat(JobView view, Claim claim, JobSubmission.Key key) {
        claim.require(key);
        JobContinued event = Objects.requireNonNull(claim.continuation());
        if (view.continuations().size() < number(event)) {
            log.append(event);
        }
        return new Continued(after(view, event), number(event), true);
    }

    private static JobView after(JobView view, JobContinued event) {
        return JobViewFold.apply(view, event, event.requestedAt());
    }

    private static int number(JobContinued event) {
        return Objects.requireNonNull(event.number());
    }

    /** No client can send this as an Idempotency-Key: header values hold no line feeds. */
    private static String numberKey(JobId job, JobContinued event) {
        return "continue\n" + job + "\n" + event.number();
    }

    private JobContinued continuation(JobView view, JobSpec spec, ContinueRequest request) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        requireContinuable(view);
        int number = view.continuations().size() + 1;
        if (number > JobEvent.MAX_CONTINUATIONS) {
            throw notContinuable("was continued " + JobEvent.MAX_CONTINUATIONS + " times, which is the most");
        }
        Duration time =
                request.deadline() != null ? request.deadline() : Duration.between(spec.submittedAt(), spec.deadline());
        Instant deadline = now.plus(time);
        if (!deadline.isBefore(spec.retainUntil())) {
            throw notContinuable("is kept until " + spec.retainUntil() + ", which is before the new deadline "
                    + deadline + "; give a shorter deadline");
        }
        int candidates = request.candidates() != null
                ? request.candidates()
                : view.budget().candidates();
        int judged = Objects.requireNonNull(view.ending()).candidates();
        if (judged + request.rounds() * candidates > JobView.MAX_CANDIDATES) {
            throw notContinuable("has judged " + judged + " candidates and may judge " + JobView.MAX_CANDIDATES
                    + " in all; add fewer rounds or candidates");
        }
        return new JobContinued(spec.id(), request.rounds(), now, number, candidates, deadline);
    }

    private static void requireContinuable(JobView view) {
        JobView.Ending ending = view.ending();
        if (ending == null) {
            throw RequestRefused.conflict(
                    ProblemCode.JOB_NOT_ENDED,
                    "The job is " + view.status().wireName() + "; only an ended one can be continued.");
        }
        JobView.Failure failure = ending.failure();
        if (ending.status() == JobStatus.SUCCEEDED && ending.outcome() == Quality.ACCEPTED) {
            throw notContinuable("was accepted: every gate is met");
        }
        if (failure != null && !BELOW_GATE.contains(failure.code())) {
            throw notContinuable("failed with " + failure.code());
        }
        if (ending.status() == JobStatus.CANCELED) {
            throw notContinuable("was canceled");
        }
        if (ending.rounds() == 0) {
            throw notContinuable("ended before its first round was judged");
        }
    }

    private static RequestRefused notContinuable(String why) {
        return RequestRefused.conflict(
                ProblemCode.JOB_NOT_CONTINUABLE, "The job cannot go on: it " + why + ". Replay it for a new job.");
    }
}
