package dev.refinery.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints how far the lighting score is from OmniRef-Bench's own. */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the lighting score with values that OmniRef-Bench's script gave, total and every part.",
            "FILE is a JSON list of {reference, image, total, details}, in points of 0 to 100. Exit code: 0 equal within "
                    + LightingParity.LARGEST + " points and " + LightingParity.MEAN + " on average, 3 not."
        })
final class ParityCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The values that the script gave.")
    Path given = Path.of("");

    @Option(names = "--pictures", required = true, paramLabel = "DIR", description = "What its paths are relative to.")
    Path pictures = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        LightingParity parity = LightingParity.of(given, pictures);
        out.printf(
                Locale.ROOT,
                "lighting parity, %d pairs: total off by %.3f at most, %.3f on average; parts by %.3f (%s), %.3f: %s%n",
                parity.pairs(),
                parity.largestTotal(),
                parity.meanTotal(),
                parity.largestPart(),
                parity.worstPart(),
                parity.meanPart(),
                parity.met() ? "equal" : "NOT EQUAL");
        out.flush();
        return parity.met() ? 0 : 3;
    }
}
