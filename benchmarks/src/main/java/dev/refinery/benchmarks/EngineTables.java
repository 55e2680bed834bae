package dev.refinery.benchmarks;

import dev.refinery.benchmarks.EngineReport.Batching;
import dev.refinery.benchmarks.EngineReport.Cache;
import dev.refinery.benchmarks.EngineReport.Memory;
import dev.refinery.benchmarks.EngineReport.Throughput;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Locale;
import java.util.stream.Collectors;

/** An {@link EngineReport} for people. */
final class EngineTables {
    private final PrintWriter out;

    EngineTables(PrintWriter out) {
        this.out = out;
    }

    void print(EngineReport report) {
        out.printf(
                Locale.ROOT,
                "%s, %s at %d x %d; %s%n",
                report.model(),
                report.job(),
                report.side(),
                report.side(),
                report.machine());
        out.println("");
        out.println(
                "| at a time | candidates | bare loop /s | worker /s | ratio (turns) | CPU ms: bare, worker, Kafka + S3 | device busy | hidden |");
        out.println("|---|---|---|---|---|---|---|---|");
        report.throughput().forEach(this::throughput);
        out.println("");
        out.println("| at a time | beside rendering, ms: half, 99 % | by stage, mean ms |");
        out.println("|---|---|---|");
        report.throughput().forEach(this::overhead);
        if (!report.cache().isEmpty()) {
            out.println("");
            out.println("| references | candidates | candidates/s | getting them ready, ms | hits, misses |");
            out.println("|---|---|---|---|---|");
            for (Cache c : report.cache()) {
                out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.2f | %.1f | %d, %d |%n",
                        c.references(),
                        c.candidates(),
                        c.rate(),
                        c.referencesMs(),
                        c.hits(),
                        c.misses());
            }
        }
        if (!report.batching().isEmpty()) {
            out.println("");
            out.println("| flow bundle | side | renders at a time | candidates/s |");
            out.println("|---|---|---|---|");
            for (Batching b : report.batching()) {
                out.printf(Locale.ROOT, "| %s | %d | %d | %.2f |%n", b.model(), b.side(), b.renders(), b.rate());
            }
        }
        if (report.memory() != null) {
            memory(report.memory());
        }
    }

    private void throughput(Throughput t) {
        out.printf(
                Locale.ROOT,
                "| %d | %d | %.1f | %.1f | %.0f %% (%.0f-%.0f) | %.1f, %.1f, %.1f | %.0f %% | %.0f %% |%n",
                t.threads(),
                t.candidates(),
                t.bare(),
                t.worker(),
                100 * t.ratio(),
                100 * Collections.min(t.ratios()),
                100 * Collections.max(t.ratios()),
                t.bareCpuMs(),
                t.workerCpuMs(),
                t.infraCpuMs(),
                100 * t.busy(),
                100 * t.hidden());
    }

    private void overhead(Throughput t) {
        out.printf(
                Locale.ROOT,
                "| %d | %.1f, %.1f | %s |%n",
                t.threads(),
                t.overheadMs(),
                t.overheadMs99(),
                t.stages().entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    private void memory(Memory m) {
        out.println("");
        out.printf(
                Locale.ROOT,
                "Memory over %d candidates: %.0f MB after the first %d, %.0f MB in the second half (at most %.0f), which gained %+.1f MB: %s."
                        + " Heap in use: %.0f MB halfway, %.0f at the end.%n",
                m.candidates(),
                m.trend().startMb(),
                m.candidates() / m.residentMb().size(),
                m.trend().middleMb(),
                MemoryTrend.most(m.residentMb()),
                m.trend().slopeMb(),
                m.trend().flat() ? "flat" : "it grows",
                m.heapHalfwayMb(),
                m.heapEndMb());
    }
}
