package dev.refinery.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nothing that a job may ask for leads to an event that does not fit. */
class EventSizeTest {
    private static final String LONGEST_NAME = "n".repeat(38);

    @Test
    void whatDoesNotFitIsRefusedByTypeAndSize() {
        Event large = task("\u20ac".repeat(EventCodec.MAX_BYTES / 3), 1);
        assertThatThrownBy(() -> EventCodec.encode(large, "/test", "1"))
                .isInstanceOfSatisfying(
                        EventTooLargeException.class, e -> assertThat(e.bytes()).isGreaterThan(EventCodec.MAX_BYTES))
                .hasMessageContaining("generation-task")
                .hasMessageContaining("64000");
    }

    /** The longest prompt in characters of three bytes, which alone fills most of a job of 20 kB, and the longest lineage. */
    @Test
    void theLargestTaskFits() {
        assertFits(task("\u20ac".repeat(4000), NoiseProgram.MAX_STEPS));
    }

    @Test
    void fourResultsOfTwelveReferencesFit() {
        List<Result> results = new ArrayList<>();
        for (int attempt = 0; attempt < 4; attempt++) {
            results.add(new Result(
                    CandidateId.finalRender(Examples.JOB, attempt),
                    Examples.CANDIDATE,
                    Examples.image("acme/final/" + Examples.JOB + "/result-" + attempt + ".webp", 2048, 2048),
                    scorecard()));
        }
        assertFits(new JobSucceeded(
                Examples.JOB,
                Examples.TENANT,
                Quality.ACCEPTED,
                results,
                16,
                512,
                "s".repeat(2000),
                Examples.SUBMITTED,
                null));
    }

    @Test
    void aCandidateOfTwelveReferencesAndTheirReasonsFits() {
        Map<String, String> reasons = new TreeMap<>();
        for (int i = 0; i < JobSpec.MAX_REFERENCES; i++) {
            reasons.put(name(i), "\u20ac".repeat(100_000));
        }
        assertFits(new CandidateScored(
                Examples.CANDIDATE,
                Examples.image("acme/cand/" + Examples.JOB + "/1/3.png", 384, 384),
                Examples.DIGEST,
                Collections.nCopies(JobSpec.MAX_REFERENCES, Examples.placement()),
                scorecard(),
                new Cost(0.1234567890123456, 1, 123_456),
                reasons));
    }

    @Test
    void anExceptionsWordsAreCutShort() {
        String endless = "\u0001".repeat(1_000_000);
        CandidateFailed failed = new CandidateFailed(Examples.CANDIDATE, Examples.TENANT, "c", endless, null, false);
        assertThat(failed.message()).hasSize(2000).endsWith("\u2026");
        assertFits(failed);
        assertFits(new CandidateUnscorable(Examples.CANDIDATE, "c", endless));
        assertFits(new JobFailed(Examples.JOB, Examples.TENANT, "c", endless, null, 1, 1, Examples.SUBMITTED, null));
        assertThat(new CandidateUnscorable(Examples.CANDIDATE, "c", "as it is").message())
                .isEqualTo("as it is");
    }

    private static void assertFits(Event event) {
        assertThat(EventCodec.encode(event, "/test", "1").value().length).isLessThanOrEqualTo(EventCodec.MAX_BYTES);
    }

    private static GenerationTask task(String prompt, int steps) {
        GenerationTask small = Examples.task();
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < JobSpec.MAX_REFERENCES; i++) {
            Reference mug = small.references().get(0);
            references.add(new Reference(
                    name(i), mug.role(), mug.image(), mug.image(), mug.weight(), mug.gate(), mug.heightCm()));
        }
        List<NoiseStep> noise =
                new ArrayList<>(List.of(new NoiseStep.Given(Collections.nCopies(NoiseStep.Given.MOST, -1.234))));
        for (int i = 1; i < steps; i++) {
            noise.add(new NoiseStep.RedrawGroups(i - 1, List.of("subject.1"), 0.1234567890123456, 15, 31));
        }
        return new GenerationTask(
                small.candidate(),
                small.tenant(),
                small.lane(),
                small.purpose(),
                small.model(),
                prompt,
                small.seed(),
                new Genome(
                        new NoiseProgram(noise),
                        small.genome().guidance(),
                        small.genome().controls(),
                        small.genome().parent()),
                references,
                small.policy(),
                small.output(),
                small.width(),
                small.height(),
                small.format(),
                small.notAfter());
    }

    private static Scorecard scorecard() {
        Map<String, Double> parts = new TreeMap<>();
        for (int i = 0; i < 16; i++) {
            parts.put("part_of_the_metric_" + i, 0.1234567890123456);
        }
        List<ReferenceScore> scores = new ArrayList<>();
        for (int i = 0; i < JobSpec.MAX_REFERENCES; i++) {
            scores.add(new ReferenceScore(
                    name(i),
                    Role.SUBJECT,
                    0.1234567890123456,
                    0.1234567890123456,
                    0.5,
                    1,
                    null,
                    0.1234567890123456,
                    parts));
        }
        return new Scorecard(Examples.DIGEST, scores, Examples.scorecard().quality());
    }

    private static String name(int i) {
        return LONGEST_NAME + i;
    }
}
