package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Reason;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.scores}: the scorer's verdict on single candidates. */
public sealed interface ScoreEvent extends Event {
    CandidateId candidate();

    @Override
    default JobId job() {
        return candidate().job();
    }

    /**
     * @param cost what it took to make; null in events of older versions
     * @param reasons why a vision judge scored as it did, by reference, each at most {@value Reason#MAX_LENGTH} characters; null =
     *     none gave one. Kept here and not in the scorecard, which travels on into decisions and results
     */
    record CandidateScored(
            CandidateId candidate,
            ImageRef image,
            String bundleDigest,
            List<Placement> placements,
            Scorecard scorecard,
            @JsonInclude(JsonInclude.Include.NON_NULL) CandidateEvent.@Nullable Cost cost,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, String> reasons)
            implements ScoreEvent {
        public CandidateScored {
            placements = List.copyOf(placements);
            reasons = shortened(reasons);
        }

        /** Without a judge's reasons. */
        public CandidateScored(
                CandidateId candidate,
                ImageRef image,
                String bundleDigest,
                List<Placement> placements,
                Scorecard scorecard,
                CandidateEvent.@Nullable Cost cost) {
            this(candidate, image, bundleDigest, placements, scorecard, cost, null);
        }

        private static @Nullable Map<String, String> shortened(@Nullable Map<String, String> reasons) {
            if (reasons == null) {
                return null;
            }
            Map<String, String> lines = new TreeMap<>();
            reasons.forEach((reference, words) -> lines.put(reference, Reason.of(words)));
            lines.values().removeIf(String::isEmpty);
            return lines.isEmpty() ? null : Map.copyOf(lines);
        }
    }

    /**
     * The candidate exists but could not be judged (its pixels are gone or unreadable).
     *
     * @param fatal true when no other candidate of this job can be judged either; null = false
     */
    record CandidateUnscorable(
            CandidateId candidate,
            String code,
            String message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean fatal)
            implements ScoreEvent {
        /** Another candidate of the job may fare better. */
        public CandidateUnscorable(CandidateId candidate, String code, String message) {
            this(candidate, code, message, null);
        }

        public CandidateUnscorable {
            Require.text(code, "code", 80);
            message = FailureMessage.shortened(message);
        }

        /** No other candidate of the job can be judged either. */
        public boolean endsTheJob() {
            return Boolean.TRUE.equals(fatal);
        }
    }
}
