package dev.refinery.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.StackHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditMainTest {
    private static final String JOB = "0199d3a2-7c1e-7b1f-9a52-6f3d1f0a7c55";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"audit", "replay"})
    void saysWhatToDoWhereNoStackRuns(String command) {
        StringWriter err = new StringWriter();
        Place place = new Place(folder, new BackendFinder(new StackHome(folder), Map.of()));
        int code = AuditMain.run(place, new PrintWriter(new StringWriter()), new PrintWriter(err, true), command, JOB);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("refinery: no stack runs in " + folder)
                .contains("./refinery up", "KAFKA_BOOTSTRAP_SERVERS")
                .hasLineCount(1);
    }

    @Test
    void showsWhyAVisionJudgeScoredAsItDid() throws Exception {
        CandidateScored scored = new CandidateScored(
                CandidateId.parse(JOB + "/1/3"),
                new ImageRef("refinery", "k", "0".repeat(64), "image/png", 64, 48),
                "a".repeat(64),
                List.of(),
                new Scorecard(
                        "f".repeat(64),
                        List.of(new ReferenceScore("mug", Role.SUBJECT, 0.6, 0.6, 0.7, 1, null, null, Map.of())),
                        new QualityScore(0.9, 0.3, Map.of())),
                null,
                Map.of("mug", "The handle is on the other side.", "art", "Thinner line."));
        Chain chain = Chain.of(List.of(new Chain.Link(
                "dev.refinery.candidate-scored.v1",
                JOB + "/1/3/score",
                Instant.EPOCH,
                Json.mapper().valueToTree(scored))));
        Path file = folder.resolve("chain.json");
        Files.writeString(
                file,
                Json.mapper()
                        .writeValueAsString(
                                new AuditCommand.Document(AuditCommand.FORMAT, JOB, chain.last(), chain.entries())));
        StringWriter out = new StringWriter();
        Place place = new Place(folder, new BackendFinder(new StackHome(folder), Map.of()));
        int code = AuditMain.run(
                place, new PrintWriter(out), new PrintWriter(new StringWriter()), "audit", "--verify", file.toString());
        assertThat(code).as("the rest of the job is missing").isEqualTo(3);
        assertThat(out.toString().lines().filter(line -> line.startsWith("reason:")))
                .containsExactly(
                        "reason:     1/3 art: Thinner line.", "reason:     1/3 mug: The handle is on the other side.");
    }
}
