package dev.refinery.gateway.domain.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.job.Role;
import dev.refinery.gateway.domain.JobRequest;
import dev.refinery.gateway.domain.JobRequest.ReferenceRequest;
import dev.refinery.gateway.domain.JobRequest.Source;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.RequestRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditRequestReaderTest {
    private static final List<String> MUG_AND_TABLE = List.of("mug.png", "table.jpg");

    /** Fields as name, value, name, value; a repeated name is a repeated field. */
    private static EditForm form(List<String> images, String... fields) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.merge(fields[i], List.of(fields[i + 1]), (a, b) -> List.of(a.getFirst(), b.getFirst()));
        }
        return new EditForm(all, images, null);
    }

    private static JsonNode job(String... fields) {
        return EditRequestReader.read(form(MUG_AND_TABLE, fields)).job();
    }

    private static List<Problem.Fault> faults(EditForm form) {
        try {
            EditRequestReader.read(form);
            throw new AssertionError("was taken");
        } catch (RequestRefused e) {
            Problem problem = e.problem();
            assertThat(problem.status()).isEqualTo(422);
            return problem.errors().isEmpty()
                    ? List.of(new Problem.Fault(problem.code(), problem.field(), problem.detail()))
                    : problem.errors();
        }
    }

    private static List<String> fields(List<Problem.Fault> faults) {
        return faults.stream().map(Problem.Fault::field).toList();
    }

    @Test
    void whatTheLibrariesSendIsAJobThatItsReaderTakes() {
        JobRequest request = new JobRequestReader(Set.of("compositor@1"), "catalog@1")
                .read(job(
                        "model", "gpt-image-1",
                        "prompt", "@mug on @table",
                        "n", "2",
                        "size", "1536x1024",
                        "output_format", "webp",
                        "output_compression", "80",
                        "background", "auto",
                        "user", "4711",
                        "quality", "low",
                        "references[table.jpg]", "background",
                        "references[0][gate]", "0.8",
                        "refinement[candidates]", "3",
                        "seed", "42",
                        "labels[]", "a",
                        "labels[]", "7",
                        "metadata[order]", "12"));
        assertThat(request.references())
                .extracting(ReferenceRequest::name, ReferenceRequest::role, ReferenceRequest::gate)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("mug", Role.SUBJECT, 0.8),
                        org.assertj.core.groups.Tuple.tuple("table", Role.BACKGROUND, null));
        assertThat(request.references().getLast().image()).isEqualTo(new Source.Part("image[1]"));
        assertThat(request.output().count()).isEqualTo(2);
        assertThat(request.output().width()).isEqualTo(1536);
        assertThat(request.output().quality()).isEqualTo(80);
        assertThat(request.refinement().maxRounds()).isEqualTo(1);
        assertThat(request.refinement().candidates()).isEqualTo(3);
        assertThat(request.seed()).isEqualTo(42);
        assertThat(request.labels()).containsExactly("a", "7");
        assertThat(request.metadata()).containsOnly(Map.entry("order", "12"), Map.entry("user", "4711"));
    }

    @Test
    void leavesToTheDefaultsWhatIsLeftOut() {
        assertThat(job("size", "auto", "quality", "auto", "output_compression", "100", "background", "opaque"))
                .isEqualTo(job());
        assertThat(job().fieldNames()).toIterable().containsExactly("references");
        assertThat(EditRequestReader.read(form(MUG_AND_TABLE)).links()).isFalse();
        assertThat(EditRequestReader.read(form(MUG_AND_TABLE, "response_format", "url"))
                        .links())
                .isTrue();
    }

    @Test
    void namesImagesByTheirFilesWhereThatIsPossible() {
        assertThat(ImageNames.of(List.of("pics/red-mug.v2.png", "upload", "upload", "", "ä.png", "red_mug")))
                .containsExactly("image1", "image2", "image3", "image4", "image5", "red_mug");
        assertThat(ImageNames.of(List.of("", "image1.png"))).containsExactly("image1-", "image1");
    }

    @ParameterizedTest
    @CsvSource({"mug.png, SUBJECT", "background.jpg, BACKGROUND", "a/Style-2.png, STYLE", "backgrounds.png, SUBJECT"})
    void aFilesNameMayBeginWithItsRole(String file, Role role) {
        assertThat(ImageNames.role(file)).isEqualTo(role);
    }

    @Test
    void takesReferencesByNumberFileNameAndNameAndAsJson() {
        for (String key : List.of("1", "table.jpg", "table")) {
            assertThat(job("references[" + key + "][role]", "style")
                            .at("/references/1/role")
                            .asText())
                    .as(key)
                    .isEqualTo("style");
        }
        JsonNode json = job("references", "[{\"name\": \"cup\"}, \"lighting\"]");
        assertThat(json.at("/references/0/name").asText()).isEqualTo("cup");
        assertThat(json.at("/references/1/role").asText()).isEqualTo("lighting");
    }

    @Test
    void theMaskIsTheFirstImages() {
        JsonNode job = EditRequestReader.read(new EditForm(Map.of(), MUG_AND_TABLE, "ast_1"))
                .job();
        assertThat(job.at("/references/0/mask").asText()).isEqualTo("ast_1");
        assertThat(job.at("/references/1").has("mask")).isFalse();
    }

    @Test
    void refusesWhatIsNotDoneHereAllAtOnce() {
        assertThat(fields(faults(form(
                        MUG_AND_TABLE,
                        "background",
                        "transparent",
                        "stream",
                        "true",
                        "partial_images",
                        "2",
                        "quality",
                        "best",
                        "response_format",
                        "png",
                        "references[chair.png]",
                        "subject",
                        "colour",
                        "red"))))
                .containsExactlyInAnyOrder(
                        "background",
                        "stream",
                        "partial_images",
                        "quality",
                        "response_format",
                        "references.chair.png",
                        "colour");
        assertThat(fields(faults(form(List.of())))).containsExactly("image");
        assertThat(fields(faults(form(java.util.Collections.nCopies(13, "a.png")))))
                .containsExactly("image");
    }

    @ParameterizedTest
    @CsvSource({
        "refinement, '{\"max_rounds\":', is not valid JSON",
        "list[][role], subject, cannot tell apart",
        "a]b, 1, no name of a field",
        "references, subject, must be an object"
    })
    void refusesFormsThatCannotBeRead(String field, String value, String detail) {
        assertThat(faults(form(MUG_AND_TABLE, field, value)))
                .anySatisfy(fault -> assertThat(fault.detail()).contains(detail));
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        assertThatThrownBy(() -> job("n", "1", "n", "2")).hasMessageContaining("given 2 times");
        assertThatThrownBy(() -> job("refinement", "{}", "refinement[candidates]", "2"))
                .hasMessageContaining("in two ways");
    }
}
