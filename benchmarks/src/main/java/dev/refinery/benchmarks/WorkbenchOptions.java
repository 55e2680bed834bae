package dev.refinery.benchmarks;

import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.RewardPolicies;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands that make many candidates make them. */
final class WorkbenchOptions {
    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Long side of the candidates, pixels; 0 = the bundle's previews (default ${DEFAULT-VALUE}).")
    int size;

    @Option(names = "--threads", defaultValue = "2", description = "Candidates at a time (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Remembers scorecards over runs (default .refinery/bench-candidates.jsonl).")
    @Nullable
    Path ledger;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "Folder of a bundle's version (default bundles/compositor/1).")
    @Nullable
    Path model;

    static Path root() {
        return Path.of(System.getProperty("refinery.root", ".")).toAbsolutePath();
    }

    static Path bundle(@Nullable Path model) {
        return model == null ? root().resolve("bundles/compositor/1") : model;
    }

    /** The bundle and the default policy. */
    Workbench open() {
        Path remembered = ledger == null ? root().resolve(".refinery/bench-candidates.jsonl") : ledger;
        CandidateJudge judge = new CandidateJudge(RewardPolicies.load(RewardPolicies.DEFAULT));
        return Workbench.open(bundle(model), judge, threads, size, CandidateLedger.open(remembered));
    }

    ExecutorService pool() {
        return Executors.newFixedThreadPool(threads);
    }
}
