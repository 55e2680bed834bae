package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void stopsServicesInReverseOrderOfTheirStart() throws Exception {
        try (Supervisor supervisor = supervisor(StackListener.SILENT)) {
            supervisor.awaitReady(
                    supervisor.launch(List.of(
                            FakeService.spec("first", folder, "serve"),
                            FakeService.spec("second", folder, "serve"),
                            FakeService.spec("third", folder, "serve"))),
                    PATIENCE);
        }
        assertThat(Files.readAllLines(FakeService.journal(folder))).containsExactly("third", "second", "first");
    }

    @Test
    void savesAndForwardsWhatAServiceSays() throws Exception {
        var heard = new ConcurrentLinkedQueue<String>();
        StackListener listener = new StackListener() {
            @Override
            public void logged(String service, String line) {
                heard.add(service + "|" + line);
            }
        };
        try (Supervisor supervisor = supervisor(listener)) {
            supervisor.awaitReady(supervisor.launch(List.of(FakeService.spec("a", folder, "serve"))), PATIENCE);
        }
        assertThat(heard).contains("a|a says hello");
        assertThat(Files.readAllLines(folder.resolve("a.log"))).contains("a says hello");
    }

    @Test
    void saysWhyAServiceDidNotStart() {
        try (Supervisor supervisor = supervisor(StackListener.SILENT)) {
            var started = supervisor.launch(List.of(FakeService.spec("a", folder, "crash")));
            assertThatThrownBy(() -> supervisor.awaitReady(started, PATIENCE))
                    .isInstanceOf(StackStartException.class)
                    .hasMessageContaining("a ended with exit code 7")
                    .hasMessageContaining("no memory for this");
        }
    }

    @Test
    void givesUpOnAServiceThatNeverBecomesReady() {
        try (Supervisor supervisor = supervisor(StackListener.SILENT)) {
            var started = supervisor.launch(List.of(FakeService.spec("a", folder, "refuse")));
            assertThatThrownBy(() -> supervisor.awaitReady(started, Duration.ofSeconds(3)))
                    .isInstanceOf(StackStartException.class)
                    .hasMessageContaining("a was not ready within 3 s (503");
        }
    }

    @Test
    void reportsADeathThatNobodyAskedForAndRestartsNothing() throws Exception {
        try (Supervisor supervisor = supervisor(StackListener.SILENT)) {
            supervisor.awaitReady(
                    supervisor.launch(
                            List.of(FakeService.spec("a", folder, "serve"), FakeService.spec("b", folder, "serve"))),
                    PATIENCE);
            ProcessHandle.of(supervisor.service("a").pid()).orElseThrow().destroyForcibly();
            ServiceDeath death = supervisor.firstDeath().get(30, TimeUnit.SECONDS);
            assertThat(death.report()).contains("a was killed by signal 9").contains("a says hello");
            assertThat(supervisor.service("a").alive()).isFalse();
            assertThat(supervisor.service("b").alive()).isTrue();
        }
    }

    @Test
    void doesNotReportADeathThatWasAskedFor() {
        try (Supervisor supervisor = supervisor(StackListener.SILENT)) {
            supervisor.awaitReady(supervisor.launch(List.of(FakeService.spec("a", folder, "serve"))), PATIENCE);
            supervisor.service("a").kill();
            assertThat(supervisor.service("a").alive()).isFalse();
            assertThat(supervisor.firstDeath()).isNotDone();
        }
    }

    @Test
    void noServiceOutlivesASupervisorThatIsKilled() throws Exception {
        Process supervisor = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SupervisorProcess.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        Path ready = folder.resolve("ready");
        Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(ready));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(ready))).orElseThrow();
        supervisor.destroyForcibly().waitFor();
        Awaitility.await().atMost(PATIENCE).until(() -> !child.isAlive());
        assertThat(Files.readAllLines(FakeService.journal(folder))).containsExactly("orphan");
    }

    /** Starts one service, writes its process id, and waits to be killed. */
    public static final class SupervisorProcess {
        private SupervisorProcess() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            Supervisor supervisor = new Supervisor(name -> folder.resolve(name + ".log"), StackListener.SILENT);
            var started = supervisor.launch(List.of(FakeService.spec("orphan", folder, "serve")));
            supervisor.awaitReady(started, PATIENCE);
            Path draft = Files.writeString(
                    folder.resolve("draft"), Long.toString(started.getFirst().pid()));
            Files.move(draft, folder.resolve("ready"));
            Thread.currentThread().join();
        }
    }

    private Supervisor supervisor(StackListener listener) {
        return new Supervisor(name -> folder.resolve(name + ".log"), listener);
    }
}
