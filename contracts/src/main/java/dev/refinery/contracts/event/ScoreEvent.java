package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code refinery.scores}: the scorer's verdict on single candidates. */
public sealed interface ScoreEvent extends Event {
    CandidateId candidate();

    @Override
    default JobId job() {
        return candidate().job();
    }

    /** @param cost what it took to make; null in events of older versions */
    record CandidateScored(
            CandidateId candidate,
            ImageRef image,
            String bundleDigest,
            List<Placement> placements,
            Scorecard scorecard,
            @JsonInclude(JsonInclude.Include.NON_NULL) CandidateEvent.@Nullable Cost cost)
            implements ScoreEvent {
        public CandidateScored {
            placements = List.copyOf(placements);
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
