package dev.refinery.gateway.domain.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.id.TenantId;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of one job was counted already.
 *
 * @param tenant null until the submission was seen
 * @param policy null until the submission was seen
 * @param candidates {@code round/index} of those that were counted
 * @param end how it ended; null = it has not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobUsage(
        @Nullable TenantId tenant,
        @Nullable String policy,
        Set<String> candidates,
        @Nullable End end) {
    public static final JobUsage NOTHING = new JobUsage(null, null, Set.of(), null);

    public JobUsage {
        candidates = Set.copyOf(candidates);
    }

    /** @param sums one job that ended so */
    public record End(LocalDate day, UsageSums sums) {}
}
