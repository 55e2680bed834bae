package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RenderCommandTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void timesEveryReferencePreviewAndFinalOfAJobAndOfItsVariantInAStyle() {
        String before = System.getProperty("refinery.root");
        System.setProperty("refinery.root", ROOT.toString());
        StringWriter out = new StringWriter();
        try {
            int code = new CommandLine(new RenderCommand())
                    .setOut(new PrintWriter(out))
                    .execute(
                            "--job",
                            ROOT.resolve("samples/jobs/single-product.json").toString(),
                            "--style",
                            ROOT.resolve("samples/styles/poster.jpg").toString(),
                            "--side",
                            "64",
                            "--final",
                            "64",
                            "--repeat",
                            "2");
            assertThat(code).isZero();
        } finally {
            if (before == null) {
                System.clearProperty("refinery.root");
            } else {
                System.setProperty("refinery.root", before);
            }
        }
        String seconds = "\\d+\\.\\d\\d s \\(\\d+\\.\\d\\d\\)";
        assertThat(out.toString())
                .containsPattern("single-product\\R")
                .containsPattern("single-product in poster\\R")
                .containsPattern("prepare subject +\\S+ +" + seconds)
                .containsPattern("prepare style +style +" + seconds)
                .containsPattern("preview 64x64 +\\d+ ms \\(\\d+\\)")
                .containsPattern("final   64x64 +" + seconds);
    }

    @Test
    void medianOfEvenAndOddCounts() {
        assertThat(RenderCommand.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(RenderCommand.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }
}
