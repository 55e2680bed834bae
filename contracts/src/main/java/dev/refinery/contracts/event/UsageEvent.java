package dev.refinery.contracts.event;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;

/** Topic {@code refinery.usage}: what each candidate cost, keyed by tenant. */
public sealed interface UsageEvent extends Event {
    record CandidateMetered(CandidateId candidate, TenantId tenant, String stage, CandidateEvent.Cost cost, Instant at)
            implements UsageEvent {
        @Override
        public JobId job() {
            return candidate.job();
        }
    }
}
