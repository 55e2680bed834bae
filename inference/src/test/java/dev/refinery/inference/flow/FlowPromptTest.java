package dev.refinery.inference.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowPromptTest {
    private final List<Reference> references =
            List.of(reference("red-mug", Role.SUBJECT), reference("table", Role.BACKGROUND));

    @Test
    void namesTellWhichPictureIsMeant() {
        assertThat(FlowPrompt.of("@red-mug on @table, @@home", references, "image"))
                .isEqualTo("red mug (image 1) on table (image 2), @home");
        assertThat(FlowPrompt.of("@table", references, "Picture"))
                .isEqualTo("table (Picture 2) Keep the subject of Picture 1 as it is.");
    }

    @Test
    void rolesSpeakForReferencesThatThePromptLeavesOut() {
        assertThat(FlowPrompt.of("", references, "image"))
                .isEqualTo("Keep the subject of image 1 as it is. Use image 2 as the background.");
    }

    @Test
    void namesOfReferencesThatTheModelDoesNotGetStayWords() {
        assertThat(FlowPrompt.of("@red-mug as in @stance", references.subList(0, 1), "image"))
                .isEqualTo("red mug (image 1) as in stance");
    }

    private static Reference reference(String name, Role role) {
        return new Reference(
                name, role, new ImageRef("b", name, "0".repeat(64), "image/png", 9, 9), null, 1.0, null, null);
    }
}
