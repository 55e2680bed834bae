package dev.refinery.benchmarks;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The micro benchmarks of this project in JVMs of their own. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Times single operations (image codec, noise, resize, event codec) with JMH, one thread.")
final class JmhCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILTER",
            description = "Parts of names, regular expressions: ImageCodec, PhiloxNoise.draw ... (default: all).")
    List<String> filters = List.of();

    @Option(names = "--forks", defaultValue = "1", description = "JVMs for each (default ${DEFAULT-VALUE}).")
    int forks;

    @Option(names = "--warm-up", defaultValue = "3", description = "Iterations not counted (default ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--iterations", defaultValue = "5", description = "Iterations counted (default ${DEFAULT-VALUE}).")
    int iterations;

    @Option(names = "--ms", defaultValue = "500", description = "Milliseconds of each (default ${DEFAULT-VALUE}).")
    long ms;

    @Option(names = "--allocation", description = "Also tells the bytes that each operation allocates.")
    boolean allocation;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes JMH's own JSON there.")
    @Nullable
    Path json;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(forks)
                .threads(1)
                .warmupIterations(warmUp)
                .measurementIterations(iterations)
                .warmupTime(TimeValue.milliseconds(ms))
                .measurementTime(TimeValue.milliseconds(ms))
                .jvmArgsAppend(
                        "-Xmx1g",
                        "-Djava.awt.headless=true",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Drefinery.root=" + WorkbenchOptions.root());
        filters.forEach(options::include);
        if (allocation) {
            options.addProfiler("gc");
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.isEmpty()) {
            throw new BenchFailure("no benchmark is called like " + filters);
        }
        return 0;
    }
}
