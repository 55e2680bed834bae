package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

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
    void theSampleJobBecomesAPictureAndNothingIsLeftRunning() throws Exception {
        Path log = folder.resolve("output");
        Process demo = command(log, "demo", "--out", folder.resolve("out").toString(), "--sheet");
        assertThat(demo.waitFor(8, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(demo.exitValue()).as(output).isZero();
        Path result = folder.resolve("out/result-0.png");
        assertThat(output).contains(result.toString(), "round 1 of at most 4", "candidates:", "/v1/jobs/");
        var picture = ImageIO.read(result.toFile());
        assertThat(picture.getWidth()).isEqualTo(768);
        assertThat(picture.getHeight()).isEqualTo(768);
        assertThat(folder.resolve("out/sheet.png")).exists();
        assertThat(folder.resolve("home/stack.json")).doesNotExist();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .commandLine()
                                .orElse("")
                                .contains(folder.resolve("home").toString()))
                        .toList())
                .isEmpty();
    }

    @Test
    void aJobThatIsRefusedFailsTheDemo() throws Exception {
        Path job = Files.writeString(folder.resolve("job.json"), "{\"references\":[]}");
        Path log = folder.resolve("output");
        Process demo = command(log, "demo", "--job", job.toString());
        assertThat(demo.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).contains("references");
        assertThat(demo.exitValue()).isEqualTo(1);
    }

    private Process command(Path log, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Drefinery.root=" + Checkout.ROOT,
                "-Drefinery.home=" + folder.resolve("home"),
                "-jar",
                Checkout.ROOT.resolve("cli/target/refinery.jar").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile())
                .start();
    }
}
