package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ParityCommandTest {
    private static final Path SCENES = Path.of(System.getProperty("refinery.root"), "samples/scenes");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void aPictureWithItselfScoresFullPoints() throws Exception {
        assertThat(run(100)).isZero();
        assertThat(out.toString()).contains("1 pairs", "equal").doesNotContain("NOT");
    }

    @Test
    void aPartThatIsOffIsNamed() throws Exception {
        assertThat(run(99)).isEqualTo(3);
        assertThat(out.toString()).contains("parts by 1.000 (contrast)", "NOT EQUAL");
    }

    private int run(double contrast) throws Exception {
        Path given = Files.writeString(
                folder.resolve("given.json"),
                String.format(
                        Locale.ROOT,
                        "[{\"reference\":\"terrace.jpg\",\"image\":\"terrace.jpg\",\"total\":100,\"details\":{\"luminance\":100,"
                                + "\"contrast\":%f,\"color_temp\":100,\"light_dist\":100,\"shadow_dist\":100}}]",
                        contrast));
        return new CommandLine(BenchMain.class)
                .setOut(new PrintWriter(out, true))
                .execute("parity", given.toString(), "--pictures", SCENES.toString());
    }
}
