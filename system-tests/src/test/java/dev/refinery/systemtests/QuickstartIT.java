package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.localstack.LocalStack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the quickstart, as they stand on its page. */
class QuickstartIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern COMMANDS = Pattern.compile("^```sh\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @TempDir
    static Path folder;

    @Test
    void fiveCommandsLeadFromAPhotoToAVerifiedWebhook() throws Exception {
        assumeThat(onPath("curl")).as("curl is installed").isTrue();
        List<String> commands = commands();
        assertThat(commands).hasSize(6).first().isEqualTo("./refinery up\n");

        Path printed = folder.resolve("printed");
        try (LocalStack stack = Checkout.start(folder.resolve("home"))) {
            String script = String.join("", commands.subList(1, 6))
                    .replace("http://127.0.0.1:8080", stack.gateway().toString())
                    .replace("9099", Integer.toString(Checkout.freePort()))
                    .replace("samples/", Checkout.ROOT + "/samples/")
                    .replace("docs/", Checkout.ROOT + "/docs/");
            Process shell = shell("trap 'kill $!' TERM EXIT\n" + script + "echo \"ended $JOB\"\nwait\n", printed);
            try {
                await().atMost(PATIENCE).until(() -> told(printed).stream().anyMatch(l -> l.startsWith("ended ")));
                await().atMost(PATIENCE).until(() -> told(printed).stream().anyMatch(l -> l.startsWith("verified ")));
            } finally {
                shell.destroy();
                shell.waitFor(20, TimeUnit.SECONDS);
            }
        }

        String ended = told(printed).stream()
                .filter(l -> l.startsWith("ended "))
                .findFirst()
                .orElseThrow();
        String job = ended.substring("ended ".length());
        assertThat(told(printed)).anyMatch(l -> l.startsWith("verified job.succeeded job=" + job + " seq=1000000"));
        assertThat(ImageIO.read(folder.resolve("result.png").toFile()).getWidth())
                .isEqualTo(1024);
    }

    private static List<String> commands() throws IOException {
        return COMMANDS.matcher(Files.readString(Checkout.ROOT.resolve("docs/quickstart.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static Process shell(String script, Path printed) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        shell.environment().merge("PATH", java, (path, first) -> first + File.pathSeparator + path);
        return shell.start();
    }

    private static List<String> told(Path printed) throws IOException {
        return Files.exists(printed) ? Files.readAllLines(printed) : List.of();
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
