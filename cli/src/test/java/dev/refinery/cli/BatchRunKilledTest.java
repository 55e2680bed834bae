package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code batch run} in a process of its own that is ended in the middle, by Ctrl-C or for good, and run again. */
class BatchRunKilledTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path items;

    @BeforeEach
    void writeItems() throws Exception {
        Files.write(folder.resolve("mug.png"), FakeGateway.picture());
        items = Files.writeString(
                folder.resolve("items.jsonl"),
                "{\"custom_id\":\"a/1\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"file\":\"mug.png\"}]}}\n{broken\n");
    }

    private Process start(FakeBatches gateway) throws Exception {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Drefinery.home=" + folder.resolve("home"),
                        Main.class.getName(),
                        "batch",
                        "run",
                        items.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--gateway",
                        gateway.address().toString()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Interrupts it at a moment that {@code reached} tells. */
    private void interrupted(FakeBatches gateway, boolean atOnce, Callable<Boolean> reached) throws Exception {
        Process process = start(gateway);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.call()) {
            assertThat(System.nanoTime()).as("it got there in time").isLessThan(until);
            Pause.of(Duration.ofMillis(20));
        }
        if (atOnce) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("out/images/" + BatchFolder.fileName("a/1") + ".png"))
                .doesNotExist();
    }

    private void finishes(FakeBatches gateway) throws Exception {
        Process again = start(gateway);
        assertThat(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("log"))).contains("completed: 1 of 2 have a result");
        assertThat(folder.resolve("out/images/" + BatchFolder.fileName("a/1") + ".png"))
                .hasBinaryContent(FakeGateway.picture());
        assertThat(gateway.keys.stream().distinct())
                .as("one batch, however often it was sent")
                .hasSize(1);
    }

    @Test
    void endedWhileItUploads() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.neverAnswersUploads = true;
            interrupted(gateway, true, () -> !gateway.uploads.isEmpty());
            assertThat(gateway.keys).isEmpty();
            gateway.neverAnswersUploads = false;
            finishes(gateway);
        }
    }

    @Test
    void endedBeforeItKnowsThatTheBatchWasTaken() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.neverAnswersBatches = true;
            interrupted(gateway, true, () -> !gateway.keys.isEmpty());
            gateway.neverAnswersBatches = false;
            finishes(gateway);
            assertThat(gateway.keys)
                    .as("under the same key, so that it is the same batch")
                    .hasSize(2);
            assertThat(gateway.sent.stream().distinct()).hasSize(1);
            assertThat(gateway.uploads).hasSize(1);
        }
    }

    @Test
    void interruptedWhileItRuns() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.neverEnds = true;
            gateway.pictureBreaksOff = true;
            interrupted(gateway, false, () -> gateway.shown.get() > 0 && gateway.pictures.get() > 0);
            gateway.neverEnds = false;
            gateway.pictureBreaksOff = false;
            finishes(gateway);
            assertThat(gateway.keys).hasSize(1);
            assertThat(gateway.uploads).hasSize(1);
            assertThat(Files.readString(folder.resolve("log"))).contains("going on with batch " + FakeBatches.BATCH);
        }
    }
}
