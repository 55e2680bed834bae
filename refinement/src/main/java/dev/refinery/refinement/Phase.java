package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a running job waits for. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "phase")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Phase.Searching.class, name = "searching"),
    @JsonSubTypes.Type(value = Phase.Finalising.class, name = "finalising"),
})
public sealed interface Phase {
    /** When waiting ends. */
    Instant deadline();

    /** The same, with waiting to end at another time. */
    Phase until(Instant deadline);

    /** The scores of one round's candidates. {@code judged} and {@code lost} are kept in order of index. */
    record Searching(int round, List<Proposal> plan, List<Contender> judged, List<Lost> lost, Instant deadline)
            implements Phase {
        public Searching {
            plan = List.copyOf(plan);
            judged = List.copyOf(judged);
            lost = List.copyOf(lost);
        }

        boolean complete() {
            return judged.size() + lost.size() == plan.size();
        }

        /** The plan of a candidate of this round that has not arrived yet. */
        Optional<Proposal> awaited(CandidateId candidate) {
            int index = candidate.index();
            if (candidate.round() != round
                    || judged.stream().anyMatch(c -> c.id().index() == index)
                    || lost.stream().anyMatch(l -> l.index() == index)) {
                return Optional.empty();
            }
            return plan.stream().filter(p -> p.index() == index).findFirst();
        }

        @Override
        public Searching until(Instant next) {
            return new Searching(round, plan, judged, lost, next);
        }

        Searching with(Contender contender) {
            List<Contender> more = new ArrayList<>(judged);
            more.add(contender);
            more.sort((a, b) -> a.id().compareTo(b.id()));
            return new Searching(round, plan, more, lost, deadline);
        }

        Searching with(Lost candidate) {
            List<Lost> more = new ArrayList<>(lost);
            more.add(candidate);
            more.sort((a, b) -> Integer.compare(a.index(), b.index()));
            return new Searching(round, plan, judged, more, deadline);
        }
    }

    /**
     * The score of one full-size render.
     *
     * @param verdict how the search ended
     * @param reason the same, finer; null in states of older versions
     * @param why the same as a sentence
     * @param diverging true when the hold-out, not the reward, chooses among the best
     * @param sources the elites in the order in which they are rendered
     * @param attempts in order of attempt; only the last may be open
     */
    record Finalising(
            Verdict verdict,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            StopReason reason,

            String why,
            boolean diverging,
            List<CandidateId> sources,
            List<Attempt> attempts,
            Instant deadline)
            implements Phase {
        public Finalising {
            sources = List.copyOf(sources);
            attempts = List.copyOf(attempts);
        }

        /** The attempt that is awaited. */
        Optional<Attempt> openAttempt() {
            return attempts.stream().filter(Attempt::open).findFirst();
        }

        @Override
        public Finalising until(Instant next) {
            return new Finalising(verdict, reason, why, diverging, sources, attempts, next);
        }

        Finalising with(Attempt attempt) {
            List<Attempt> more = new ArrayList<>(attempts);
            more.removeIf(a -> a.attempt() == attempt.attempt());
            more.add(attempt);
            return new Finalising(verdict, reason, why, diverging, sources, more, deadline);
        }
    }

    /** A candidate that will not be judged. */
    record Lost(int index, String code) {}

    /**
     * A full-size render.
     *
     * @param from the search candidate whose genome is rendered
     * @param rendered null while it is awaited, and when it failed
     * @param failure stable code, null unless it failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(
            int attempt,
            CandidateId from,
            @Nullable Rendered rendered,
            @Nullable String failure) {
        boolean open() {
            return rendered == null && failure == null;
        }
    }

    /** A judged full-size render. */
    record Rendered(ImageRef image, Scorecard scorecard) {}
}
