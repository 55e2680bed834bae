package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell scripts, run as a user runs them. */
class LauncherTest {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root"));

    @TempDir
    Path folder;

    @Test
    void explainsItselfWithoutAJdk() throws Exception {
        Run run = run(
                Map.of("REFINERY_JAVA_HOME", "/nowhere"),
                ROOT.resolve("refinery").toString(),
                "--help");
        assertThat(run.code()).isZero();
        assertThat(run.output()).contains("./refinery COMMAND", "demo", "REFINERY_HOME");
    }

    @Test
    void namesACommandThatDoesNotExist() throws Exception {
        Run run = run(Map.of(), ROOT.resolve("refinery").toString(), "dmeo");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output()).contains("there is no command 'dmeo'");
    }

    /** Each is refused for its JDK only, so that the launcher knows it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo", "up", "down", "submit", "batch", "score", "verify", "watch", "status", "keys", "audit", "replay"
            })
    void knowsEveryCommandOfTheClient(String command) throws Exception {
        Run run = run(
                Map.of("REFINERY_JAVA_HOME", "/nowhere"),
                ROOT.resolve("refinery").toString(),
                command,
                "--help");
        assertThat(run.output()).contains("which holds no JDK").doesNotContain("there is no command");
    }

    @Test
    void refusesAJdkThatIsTooOld() throws Exception {
        Path old = jdk("17.0.15");
        Run run = run(
                Map.of("REFINERY_JAVA_HOME", old.toString()),
                ROOT.resolve("refinery").toString(),
                "status");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output()).contains(old.toString(), "no JDK 21 or newer");
    }

    /** In a checkout whose Maven writes the jar that it is asked for and whose Java says what it is to run. */
    @ParameterizedTest
    @CsvSource({"rescore,refinery-rescore", "benchmarks,refinery-bench"})
    void buildsAToolThatIsMissingOrOlderThanASourceAndOnlyThen(String module, String name) throws Exception {
        Path checkout = Files.createDirectory(folder.resolve("checkout"));
        Path launcher = Files.copy(ROOT.resolve("refinery"), checkout.resolve("refinery"));
        Path source = Files.createDirectories(checkout.resolve("rewards/src/main/java"))
                .resolve("Source.java");
        Files.writeString(source, "class Source {}");
        Path test = Files.createDirectories(checkout.resolve("rewards/src/test/java"))
                .resolve("SourceTest.java");
        Path jar = Files.createDirectories(checkout.resolve(module).resolve("target"))
                .resolve(name + ".jar");
        age(source);
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path builds = folder.resolve("builds");
        script(
                tools.resolve("mvn"),
                "[ \"$1\" != -v ] || { echo Apache Maven 3.9.9; exit; }\necho \"$*\" >>'" + builds + "'\ntouch '" + jar
                        + "'");
        Path jdk = jdk("25.0.1");
        script(jdk.resolve("bin/java"), "echo ran \"$*\"");
        Map<String, String> environment = Map.of(
                "REFINERY_JAVA_HOME", jdk.toString(), "PATH", tools + File.pathSeparator + System.getenv("PATH"));
        String command = module.equals("rescore") ? "rescore" : "bench";

        Run missing = run(environment, "sh", launcher.toString(), command, "--help");
        assertThat(missing.code()).isZero();
        assertThat(missing.output()).contains("Building", "ran ", "-jar " + jar.toRealPath() + " --help");
        assertThat(Files.readAllLines(builds)).singleElement().asString().contains("-pl " + module + " -am package");

        Files.writeString(test, "class SourceTest {}");
        assertThat(run(environment, "sh", launcher.toString(), command).output())
                .contains("ran ")
                .doesNotContain("Building");

        assertThat(source.toFile().setLastModified(System.currentTimeMillis() + 60_000))
                .isTrue();
        assertThat(run(environment, "sh", launcher.toString(), command).output())
                .contains("Building", "ran ");
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    private static void age(Path file) {
        assertThat(file.toFile().setLastModified(System.currentTimeMillis() - 60_000))
                .isTrue();
    }

    private static void script(Path file, String body) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void countsTestsAndFailsForAnExpectedOneThatDidNotRun() throws Exception {
        Files.writeString(folder.resolve("expected"), "# comment\none x.RanIT\none x.SkippedIT\ntwo x.MissingIT\n");
        report("failsafe-reports", "x.RanIT", 3, 0);
        report("failsafe-reports", "x.SkippedIT", 2, 1);
        report("surefire-reports", "x.SomeTest", 5, 0);
        Run run = count(folder.resolve("expected"));
        assertThat(run.code()).isNotZero();
        assertThat(run.output())
                .contains("did not run: two x.MissingIT", "was skipped: one x.SkippedIT")
                .doesNotContain("RanIT")
                .endsWith("9 passed, 0 failed, 1 skipped\n");
    }

    @Test
    void isContentWhenEveryExpectedTestRan() throws Exception {
        Files.writeString(folder.resolve("expected"), "one x.RanIT\n");
        report("failsafe-reports", "x.RanIT", 3, 0);
        Run run = count(folder.resolve("expected"));
        assertThat(run.code()).isZero();
        assertThat(run.output()).isEqualTo("3 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void noReportsAtAllAreAFailure() throws Exception {
        Files.writeString(folder.resolve("expected"), "");
        assertThat(count(folder.resolve("expected")).code()).isNotZero();
    }

    private Run count(Path expected) throws Exception {
        return run(Map.of(), "sh", ROOT.resolve(".ci/count-tests").toString(), folder.toString(), expected.toString());
    }

    private void report(String kind, String name, int tests, int skipped) throws Exception {
        Path reports = Files.createDirectories(folder.resolve("one/target").resolve(kind));
        Files.writeString(
                reports.resolve("TEST-" + name + ".xml"),
                "<?xml version=\"1.0\"?>\n<testsuite name=\"" + name + "\" time=\"1.5\" tests=\"" + tests
                        + "\" errors=\"0\" skipped=\"" + skipped + "\" failures=\"0\">\n</testsuite>\n");
    }

    private Path jdk(String version) throws Exception {
        Path home = folder.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String tool : List.of("java", "javac")) {
            script(home.resolve("bin").resolve(tool), "");
        }
        return home;
    }

    private record Run(int code, String output) {}

    private static Run run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
