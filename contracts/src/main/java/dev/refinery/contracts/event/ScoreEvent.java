package dev.refinery.contracts.event;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;

/** Topic {@code refinery.scores}: the scorer's verdict on single candidates. */
public sealed interface ScoreEvent extends Event {
    CandidateId candidate();

    @Override
    default JobId job() {
        return candidate().job();
    }

    record CandidateScored(
            CandidateId candidate, ImageRef image, String bundleDigest, List<Placement> placements, Scorecard scorecard)
            implements ScoreEvent {
        public CandidateScored {
            placements = List.copyOf(placements);
        }
    }

    /** The candidate exists but could not be judged (its pixels are gone or unreadable). */
    record CandidateUnscorable(CandidateId candidate, String code, String message) implements ScoreEvent {
        public CandidateUnscorable {
            Require.text(code, "code", 80);
        }
    }
}
