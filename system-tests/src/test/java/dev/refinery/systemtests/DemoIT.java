package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.imaging.PictureHash;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, without the launcher's build. */
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void twoDemosAtOnceMakeTheSamePictureAndLeaveNothingRunning() throws Exception {
        Process one = demo("one", "--out", folder.resolve("one/out").toString(), "--sheet");
        Process other = demo("other", "--out", folder.resolve("other/out").toString());
        Path first = finishedPicture(one, "one");
        Path second = finishedPicture(other, "other");
        var picture = ImageIO.read(first.toFile());
        assertThat(picture.getWidth()).isEqualTo(768);
        assertThat(picture.getHeight()).isEqualTo(768);
        // The files differ in their provenance: it names the job.
        assertThat(PictureHash.of(Files.readAllBytes(second))).isEqualTo(PictureHash.of(Files.readAllBytes(first)));
        assertThat(folder.resolve("one/out/sheet.png")).exists();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(folder.toString()))
                        .toList())
                .isEmpty();
    }

    @Test
    void aJobThatIsRefusedFailsTheDemo() throws Exception {
        Path job = Files.writeString(folder.resolve("job.json"), "{\"references\":[]}");
        Process demo = demo("refused", "--job", job.toString());
        assertThat(demo.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(output("refused")).contains("references");
        assertThat(demo.exitValue()).isEqualTo(1);
    }

    private Path finishedPicture(Process demo, String home) throws Exception {
        assertThat(demo.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String output = output(home);
        assertThat(demo.exitValue()).as(output).isZero();
        Path result = folder.resolve(home).resolve("out/result-0.png");
        assertThat(output).contains(result.toString(), "round 1 of at most 4", "candidates:", "/v1/jobs/");
        assertThat(folder.resolve(home).resolve("stack.json")).doesNotExist();
        return result;
    }

    private String output(String home) throws Exception {
        return Files.readString(folder.resolve(home + ".log"), StandardCharsets.UTF_8);
    }

    /** A demo in a home of its own, as another checkout's would be. */
    private Process demo(String home, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Drefinery.root=" + Checkout.ROOT,
                "-Drefinery.home=" + folder.resolve(home),
                "-jar",
                Checkout.ROOT.resolve("cli/target/refinery.jar").toString(),
                "demo"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(folder.resolve(home + ".log").toFile())
                .start();
    }
}
