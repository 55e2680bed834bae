package dev.refinery.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private static final JobId JOB = JobId.of(NOW, 1, 2);
    private static final ImageRef IMAGE = new ImageRef("refinery", "k", "0".repeat(64), "image/png", 10, 10);

    private static OutputSpec controlled(Integer quality, Double padding, List<String> palette) {
        return new OutputSpec(1, 64, 64, ImageFormat.JPEG, null, null, quality, padding, null, null, palette, null);
    }

    private static final OutputSpec OUTPUT = new OutputSpec(1, 64, 64, ImageFormat.PNG, null, null);
    private static final RefinementSpec REFINEMENT = new RefinementSpec("catalog@1", 4, 8, RefinementSpec.OnMiss.FAIL);

    interface Construction {
        void run();
    }

    static Arguments wrong(String component, Construction construction) {
        return Arguments.of(component, construction);
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                wrong("bucket", () -> new ImageRef(" ", "k", "0".repeat(64), "image/png", 1, 1)),
                wrong("key", () -> new ImageRef("b", "k".repeat(1025), "0".repeat(64), "image/png", 1, 1)),
                wrong("sha256", () -> new ImageRef("b", "k", "0".repeat(63) + "G", "image/png", 1, 1)),
                wrong("mediaType", () -> new ImageRef("b", "k", "0".repeat(64), "text/html", 1, 1)),
                wrong("width", () -> new ImageRef("b", "k", "0".repeat(64), "image/png", 0, 1)),
                wrong("height", () -> new ImageRef("b", "k", "0".repeat(64), "image/png", 1, 65_536)),
                wrong("name", () -> reference("no spaces", 1, null, null)),
                wrong("name", () -> reference("-dash", 1, null, null)),
                wrong("name", () -> reference("a".repeat(41), 1, null, null)),
                wrong("weight", () -> reference("a", 0, null, null)),
                wrong("weight", () -> reference("a", 10.1, null, null)),
                wrong("weight", () -> reference("a", Double.NaN, null, null)),
                wrong("gate", () -> reference("a", 1, -0.1, null)),
                wrong("gate", () -> reference("a", 1, Double.NaN, null)),
                wrong("height_cm", () -> reference("a", 1, null, 0.0)),
                wrong("output.count", () -> new OutputSpec(5, 64, 64, ImageFormat.PNG, null, null)),
                wrong("output.size", () -> new OutputSpec(1, 63, 64, ImageFormat.PNG, null, null)),
                wrong("output.size", () -> new OutputSpec(1, 64, 2049, ImageFormat.PNG, null, null)),
                wrong("output.background", () -> new OutputSpec(1, 64, 64, ImageFormat.PNG, "white", null)),
                wrong("output.subject_fill", () -> new OutputSpec(1, 64, 64, ImageFormat.PNG, null, 1.1)),
                wrong("output.quality", () -> controlled(0, null, null)),
                wrong("output.quality", () -> controlled(101, null, null)),
                wrong("output.padding", () -> controlled(null, 0.41, null)),
                wrong("output.palette", () -> controlled(null, null, List.of())),
                wrong("output.palette", () -> controlled(null, null, Collections.nCopies(9, "#000000"))),
                wrong("output.palette", () -> controlled(null, null, List.of("blue"))),
                wrong("output.align", () -> Alignment.parse("middle")),
                wrong("output.shadow", () -> Shadow.parse("hard")),
                wrong("output.preset", () -> OutputPreset.parse("amazon")),
                wrong("output.format", () -> ImageFormat.parse("gif")),
                wrong("role", () -> Role.parse("subjects")),
                wrong("priority", () -> Lane.parse("urgent")),
                wrong("refinement.on_miss", () -> RefinementSpec.OnMiss.parse("panic")),
                wrong("refinement.policy", () -> new RefinementSpec("", 4, 8, RefinementSpec.OnMiss.FAIL)),
                wrong("refinement.max_rounds", () -> new RefinementSpec("p", 0, 8, RefinementSpec.OnMiss.FAIL)),
                wrong("refinement.candidates", () -> new RefinementSpec("p", 1, 33, RefinementSpec.OnMiss.FAIL)),
                wrong("webhook.url", () -> new WebhookSpec("", List.of(), null)),
                wrong("webhook.events", () -> new WebhookSpec("u", Collections.nCopies(17, "e"), null)),
                wrong("references", () -> spec(List.of())),
                wrong("references", () -> spec(List.of(new Reference("a", Role.STYLE, IMAGE, null, 1, null, null)))),
                wrong("references", () -> spec(many(13))),
                wrong(
                        "references.name",
                        () -> spec(List.of(reference("a", 1, null, null), reference("a", 1, null, null)))),
                wrong("deadline", () -> spec(many(1), NOW, "m", "")),
                wrong("model", () -> spec(many(1), NOW.plusSeconds(1), " ", "")),
                wrong("prompt", () -> spec(many(1), NOW.plusSeconds(1), "m", "x".repeat(4001))),
                wrong("tenant", () -> new TenantId("Acme")),
                wrong("tenant", () -> new TenantId("../x")),
                wrong("jobId", () -> JobId.parse("nonsense")),
                wrong("jobId", () -> new JobId(UUID.fromString("6ba7b810-9dad-41d1-80b4-00c04fd430c8"))),
                wrong("round", () -> new CandidateId(JOB, -1, 0)),
                wrong("index", () -> new CandidateId(JOB, 0, 10_000)),
                wrong("candidateId", () -> CandidateId.parse("x")),
                wrong("candidateId", () -> CandidateId.parse(JOB + "/x/1")),
                wrong("candidateId", () -> CandidateId.parse(JOB + "/1/2/3")),
                wrong("noise.steps", () -> new NoiseProgram(List.of())),
                wrong("noise.steps", () -> new NoiseProgram(Collections.nCopies(257, new NoiseStep.Zero()))),
                wrong("noise.steps", () -> new NoiseProgram(List.of(new NoiseStep.Rotate(0, 0.1, 0, 0)))),
                wrong(
                        "noise.steps",
                        () -> new NoiseProgram(List.of(new NoiseStep.Zero(), new NoiseStep.Slerp(0, -1, 0.5)))),
                wrong("theta", () -> new NoiseStep.Rotate(0, 2, 0, 0)),
                wrong("groups", () -> new NoiseStep.RedrawGroups(0, List.of(), 0.1, 0, 0)),
                wrong("groups", () -> new NoiseStep.TakeGroups(0, 0, List.of())),
                wrong("t", () -> new NoiseStep.Slerp(0, 0, 1.01)),
                wrong("values", () -> new NoiseStep.Given(List.of())),
                wrong("values", () -> new NoiseStep.Given(List.of(8.01))),
                wrong("values", () -> new NoiseStep.Given(Collections.nCopies(1025, 0.0))),
                wrong("guidance.a", () -> Genome.of(NoiseProgram.CANONICAL, Map.of("a", 0.7))),
                wrong("guidance.a", () -> Genome.of(NoiseProgram.CANONICAL, Map.of("a", Double.NaN))),
                wrong(
                        "controls.k",
                        () -> new Genome(
                                NoiseProgram.CANONICAL, Map.of(), Map.of("k", Double.POSITIVE_INFINITY), null)),
                wrong("parent.strength", () -> new Genome.Parent(new CandidateId(JOB, 0, 0), IMAGE, 0)),
                wrong("box", () -> new Placement.Box(1, 0, 0, 1)),
                wrong("box", () -> new Placement.Box(Double.NaN, 0, 0, 1)),
                wrong("visibleFraction", () -> placement(1.5, 0.5)),
                wrong("cutoutConfidence", () -> placement(0.5, -0.1)),
                wrong("score", () -> score(1.2, 0.5)),
                wrong("gate", () -> score(0.5, -0.5)),
                wrong("quality.score", () -> new QualityScore(Double.NaN, 0.5, Map.of())),
                wrong("references", () -> new Scorecard("d", List.of(), new QualityScore(1, 0, Map.of()))),
                wrong("extraRounds", () -> new JobEvent.JobContinued(JOB, 0, NOW)),
                wrong("number", () -> new JobEvent.JobContinued(JOB, 1, NOW, 17, null, null)),
                wrong("candidates", () -> new JobEvent.JobContinued(JOB, 1, NOW, 1, 33, null)),
                wrong("labels", () -> labelled(Collections.nCopies(17, "a"))),
                wrong("labels", () -> labelled(List.of("two words"))),
                wrong("destination.bucket", () -> new Destination("A", "")),
                wrong("destination.prefix", () -> new Destination("shop", "no-slash")),
                wrong("destination.prefix", () -> new Destination("shop", "../up/")),
                wrong("destination.prefix", () -> new Destination("shop", "/root/")),
                wrong(
                        "results",
                        () -> new OutcomeEvent.JobSucceeded(
                                JOB, TenantId.DEFAULT, OutcomeEvent.Quality.ACCEPTED, List.of(), 1, 1, "s", NOW, null)),
                wrong("outcome", () -> OutcomeEvent.Quality.parse("great")),
                wrong("verdict", () -> FeedbackEvent.Verdict.parse("maybe")),
                wrong("purpose", () -> TaskEvent.Purpose.parse("draft")),
                wrong("purpose", () -> task(CandidateId.finalRender(JOB, 0), TaskEvent.Purpose.PREVIEW)),
                wrong("purpose", () -> task(new CandidateId(JOB, 0, 0), TaskEvent.Purpose.FINAL)),
                wrong("winner", () -> of(CandidateId.finalRender(JOB, 0), CandidateId.finalRender(JOB, 1))),
                wrong("winner", () -> of(new CandidateId(JOB, 1, 0), new CandidateId(JOB, 0, 0))),
                wrong("winner", () -> of(CandidateId.finalRender(JOB, 0), new CandidateId(JobId.of(NOW, 9, 9), 0, 0))),
                wrong("cost.price", () -> new CandidateEvent.Cost(1, 1, 1, -0.01)),
                wrong("cost.price", () -> new CandidateEvent.Cost(1, 1, 1, Double.NaN)));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("wrongValues")
    void namesTheComponentThatIsWrong(String component, Construction construction) {
        assertThatThrownBy(construction::run)
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.component()).isEqualTo(component))
                .hasMessageStartingWith(component + " must ");
    }

    @Test
    void limitsThemselvesAreAllowed() {
        assertThatCode(() -> {
                    spec(many(JobSpec.MAX_REFERENCES));
                    reference("a", 10, 1.0, 100_000.0);
                    reference("A-_9", 0.001, 0.0, null);
                    new OutputSpec(4, 2048, 64, ImageFormat.JPEG, "#ffFF00", 0.05);
                    new RefinementSpec("p", 16, 32, RefinementSpec.OnMiss.FAIL);
                    new NoiseProgram(Collections.nCopies(256, new NoiseStep.Zero()));
                    Genome.of(NoiseProgram.CANONICAL, Map.of("a", Genome.MAX_GUIDANCE, "b", Genome.MIN_GUIDANCE));
                    task(CandidateId.finalRender(JOB, 0), TaskEvent.Purpose.FINAL);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void collectionsAreCopiesAndReadOnly() {
        List<Reference> references = new ArrayList<>(many(2));
        JobSpec spec = spec(references);
        references.clear();
        assertThat(spec.references()).hasSize(2);
        assertThatThrownBy(() -> spec.references().clear()).isInstanceOf(UnsupportedOperationException.class);
        Genome genome = Genome.of(NoiseProgram.CANONICAL, Map.of("b", 0.1, "a", 0.2));
        assertThat(genome.guidance().keySet()).containsExactly("a", "b");
        assertThatThrownBy(() -> genome.guidance().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void idsSortByTimeAndPrintBack() {
        JobId older = JobId.of(NOW, -1, -1);
        JobId newer = JobId.of(NOW.plusMillis(1), 0, 0);
        assertThat(older).isLessThan(newer);
        assertThat(older.toString()).isLessThan(newer.toString());
        assertThat(older.createdAt()).isEqualTo(NOW);
        assertThat(JobId.parse(older.toString())).isEqualTo(older);
        assertThat(older.value().variant()).isEqualTo(2);
        for (CandidateId id : List.of(new CandidateId(JOB, 3, 7), CandidateId.finalRender(JOB, 2))) {
            assertThat(CandidateId.parse(id.toString())).isEqualTo(id);
        }
        assertThat(CandidateId.finalRender(JOB, 2)).hasToString(JOB + "/final/2");
        assertThat(new CandidateId(JOB, 3, 7)).isLessThan(new CandidateId(JOB, 3, 8));
        assertThat(new CandidateId(JOB, 3, 7)).isLessThan(CandidateId.finalRender(JOB, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.79, 0.8, 0.81})
    void aGateIsMetFromItsValueOn(double value) {
        assertThat(score(value, 0.8).meetsGate()).isEqualTo(value >= 0.8);
        Scorecard card = new Scorecard("d", List.of(score(value, 0.8)), new QualityScore(0.5, 0.5, Map.of()));
        assertThat(card.meetsAllGates()).isEqualTo(value >= 0.8);
    }

    @Test
    void maskedReferencesMeetTheirGateAndPoorQualityMeetsNone() {
        ReferenceScore masked = new ReferenceScore("a", Role.POSE, 0, 0, 0.8, 1, "no keypoints", null, Map.of());
        assertThat(masked.meetsGate()).isTrue();
        assertThat(masked.judged()).isFalse();
        assertThat(new Scorecard("d", List.of(masked), new QualityScore(0.4, 0.5, Map.of())).meetsAllGates())
                .isFalse();
    }

    private static Reference reference(String name, double weight, Double gate, Double heightCm) {
        return new Reference(name, Role.SUBJECT, IMAGE, null, weight, gate, heightCm);
    }

    private static List<Reference> many(int count) {
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            references.add(reference("r" + i, 1, null, null));
        }
        return references;
    }

    private static JobSpec spec(List<Reference> references) {
        return spec(references, NOW.plusSeconds(60), "compositor@1", "");
    }

    private static JobSpec spec(List<Reference> references, Instant deadline, String model, String prompt) {
        return new JobSpec(
                JOB,
                TenantId.DEFAULT,
                NOW,
                model,
                prompt,
                references,
                OUTPUT,
                REFINEMENT,
                1,
                Lane.BATCH,
                deadline,
                NOW,
                null,
                null,
                Map.of());
    }

    private static JobSpec labelled(List<String> labels) {
        JobSpec spec = spec(many(1));
        return new JobSpec(
                JOB,
                TenantId.DEFAULT,
                NOW,
                spec.model(),
                "",
                spec.references(),
                OUTPUT,
                REFINEMENT,
                1,
                Lane.BATCH,
                spec.deadline(),
                NOW,
                null,
                null,
                Map.of(),
                labels,
                null,
                null);
    }

    private static Placement placement(double visible, double confidence) {
        Placement.Box box = new Placement.Box(0, 0, 1, 1);
        return new Placement("a", box, box, false, 0, visible, 0.1, 0, confidence, Placement.Cutout.ALPHA, null);
    }

    private static ReferenceScore score(double value, double gate) {
        return new ReferenceScore("a", Role.SUBJECT, 0.1, value, gate, 1, null, null, Map.of());
    }

    private static TaskEvent.GenerationTask of(CandidateId id, CandidateId winner) {
        TaskEvent.GenerationTask task = task(id, id.isFinal() ? TaskEvent.Purpose.FINAL : TaskEvent.Purpose.PREVIEW);
        return new TaskEvent.GenerationTask(
                task.candidate(),
                task.tenant(),
                task.lane(),
                task.purpose(),
                task.model(),
                task.prompt(),
                task.seed(),
                task.genome(),
                task.references(),
                task.policy(),
                task.output(),
                task.width(),
                task.height(),
                task.format(),
                task.notAfter(),
                null,
                winner);
    }

    private static TaskEvent.GenerationTask task(CandidateId id, TaskEvent.Purpose purpose) {
        return new TaskEvent.GenerationTask(
                id,
                TenantId.DEFAULT,
                Lane.BATCH,
                purpose,
                "m",
                "",
                1,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                many(1),
                "p",
                OUTPUT,
                64,
                64,
                ImageFormat.PNG,
                NOW);
    }
}
