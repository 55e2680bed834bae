package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Scorecard;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.outcomes}: how jobs end; exactly one per job (and one more per continuation). */
public sealed interface OutcomeEvent extends Event {
    TenantId tenant();

    Instant endedAt();

    /**
     * @param sentence why it stopped, which reference was hardest and what it took
     * @param explanation the same as data; null in events of older versions
     */
    record JobSucceeded(
            JobId job,
            TenantId tenant,
            Quality quality,
            List<Result> results,
            int rounds,
            int candidates,
            String sentence,
            Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OutcomeExplanation explanation)
            implements OutcomeEvent {
        public JobSucceeded {
            results = List.copyOf(results);
            Require.that(!results.isEmpty(), "results", "must not be empty");
        }
    }

    /**
     * @param code stable, e.g. {@code low_confidence_cutout}, {@code below_gate}, {@code infeasible}, {@code generation_failed}
     * @param reference the reference at fault, null = none in particular
     */
    record JobFailed(
            JobId job,
            TenantId tenant,
            String code,
            String message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reference,

            int rounds,
            int candidates,
            Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OutcomeExplanation explanation)
            implements OutcomeEvent {
        public JobFailed {
            Require.text(code, "code", 80);
            message = FailureMessage.shortened(message);
        }
    }

    record JobCanceled(
            JobId job,
            TenantId tenant,
            int rounds,
            int candidates,
            Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String sentence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OutcomeExplanation explanation)
            implements OutcomeEvent {}

    record JobExpired(
            JobId job,
            TenantId tenant,
            int rounds,
            int candidates,
            Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String sentence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OutcomeExplanation explanation)
            implements OutcomeEvent {}

    /** @param from the preview candidate whose genome was rendered */
    record Result(CandidateId candidate, CandidateId from, ImageRef image, Scorecard scorecard) {}

    /** Whether the result met every gate. */
    enum Quality {
        ACCEPTED,
        BELOW_GATE;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Quality parse(String text) {
            for (Quality quality : values()) {
                if (quality.wireName().equals(text)) {
                    return quality;
                }
            }
            throw new InvalidValueException("outcome", "must be accepted or below_gate");
        }
    }
}
