package dev.refinery.gateway.domain.usage;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.usage.JobUsage.End;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts each submission, candidate and ending of a job once, whatever is repeated and in whichever order topics are read. */
public final class UsageFold {
    private UsageFold() {}

    /** @param added what to add to which row */
    public record Step(JobUsage after, List<Addition> added) {
        public Step {
            added = List.copyOf(added);
        }
    }

    public record Addition(UsageKey key, UsageSums sums) {}

    /** @param at when the event was written */
    public static Step apply(JobUsage before, Event event, Instant at) {
        return switch (event) {
            case JobSubmitted submitted -> submitted(before, submitted.spec());
            case CandidateGenerated made -> made(before, made, day(at));
            case OutcomeEvent outcome -> ended(before, end(outcome));
            default -> new Step(before, List.of());
        };
    }

    private static Step submitted(JobUsage before, JobSpec spec) {
        if (before.policy() != null) {
            return new Step(before, List.of());
        }
        TenantId tenant = spec.tenant();
        String policy = spec.refinement().policy();
        List<Addition> added = new ArrayList<>();
        added.add(new Addition(new UsageKey(tenant, day(spec.submittedAt()), policy), UsageSums.JOB));
        End end = before.end();
        if (end != null) {
            added.add(new Addition(new UsageKey(tenant, end.day(), policy), end.sums()));
        }
        return new Step(new JobUsage(tenant, policy, before.candidates(), end), added);
    }

    private static Step made(JobUsage before, CandidateGenerated made, LocalDate day) {
        Set<String> candidates = new HashSet<>(before.candidates());
        if (!candidates.add(made.candidate().round() + "/" + made.candidate().index())) {
            return new Step(before, List.of());
        }
        return new Step(
                new JobUsage(before.tenant(), before.policy(), candidates, before.end()),
                List.of(new Addition(
                        new UsageKey(made.tenant(), day, made.policy()), UsageSums.candidate(made.cost()))));
    }

    private static Step ended(JobUsage before, End end) {
        if (before.end() != null) {
            return new Step(before, List.of());
        }
        TenantId tenant = before.tenant();
        String policy = before.policy();
        JobUsage after = new JobUsage(tenant, policy, before.candidates(), end);
        return tenant == null || policy == null
                ? new Step(after, List.of())
                : new Step(after, List.of(new Addition(new UsageKey(tenant, end.day(), policy), end.sums())));
    }

    private static End end(OutcomeEvent outcome) {
        return switch (outcome) {
            case OutcomeEvent.JobSucceeded o ->
                new End(
                        day(o.endedAt()),
                        switch (o.quality()) {
                            case ACCEPTED -> UsageSums.ACCEPTED;
                            case BELOW_GATE -> UsageSums.BELOW_GATE;
                        });
            case OutcomeEvent.JobFailed o -> new End(day(o.endedAt()), UsageSums.FAILED);
            case OutcomeEvent.JobCanceled o -> new End(day(o.endedAt()), UsageSums.CANCELED);
            case OutcomeEvent.JobExpired o -> new End(day(o.endedAt()), UsageSums.EXPIRED);
        };
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
