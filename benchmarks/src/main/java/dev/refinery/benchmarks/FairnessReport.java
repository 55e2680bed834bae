package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the jobs of one run of {@link FairnessCommand} took. Pure. */
final class FairnessReport {
    static final String HEADER = "| run | first candidate, median (longest), s | done, median (longest), s "
            + "| the bulk, s | candidates/s | jobs that failed |\n|---|---|---|---|---|---|";

    private FairnessReport() {}

    /**
     * A job that has ended, in seconds since its submission.
     *
     * @param first until its first candidate
     * @param done until its end
     */
    record Timed(Instant submittedAt, double first, double done, int candidates, boolean succeeded) {
        /** @param job as the API shows it, ended */
        static Timed of(JsonNode job) {
            Instant submitted = Instant.parse(job.path("created_at").asText());
            Instant ended = Instant.parse(job.path("ended_at").asText());
            Instant started = job.hasNonNull("started_at")
                    ? Instant.parse(job.path("started_at").asText())
                    : ended;
            return new Timed(
                    submitted,
                    seconds(submitted, started),
                    seconds(submitted, ended),
                    job.path("progress").path("candidates_done").asInt(),
                    job.path("status").asText().equals("succeeded"));
        }

        Instant endedAt() {
            return submittedAt.plusMillis(Math.round(done * 1e3));
        }
    }

    static String line(String run, List<Timed> visits, List<Timed> bulk) {
        List<Timed> all = new ArrayList<>(visits);
        all.addAll(bulk);
        double span = span(all);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f (%.2f) | %.2f (%.2f) | %s | %.2f | %d |",
                run,
                median(visits, Timed::first),
                longest(visits, Timed::first),
                median(visits, Timed::done),
                longest(visits, Timed::done),
                bulk.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f", span(bulk)),
                all.stream().mapToInt(Timed::candidates).sum() / span,
                all.stream().filter(job -> !job.succeeded()).count());
    }

    static double median(List<Timed> jobs, ToDoubleFunction<Timed> what) {
        double[] sorted = jobs.stream().mapToDouble(what).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double longest(List<Timed> jobs, ToDoubleFunction<Timed> what) {
        return jobs.stream().mapToDouble(what).max().orElseThrow();
    }

    /** From the first submission to the last end. */
    private static double span(List<Timed> jobs) {
        Instant first =
                jobs.stream().map(Timed::submittedAt).min(Instant::compareTo).orElseThrow();
        Instant last = jobs.stream().map(Timed::endedAt).max(Instant::compareTo).orElseThrow();
        return seconds(first, last);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }
}
