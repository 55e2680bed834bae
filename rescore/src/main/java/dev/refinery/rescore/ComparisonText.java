package dev.refinery.rescore;

import dev.refinery.rescore.PolicyComparison.Flip;
import dev.refinery.rescore.PolicyComparison.JobChange;
import dev.refinery.rescore.PolicyComparison.RoleChange;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The report for people. */
final class ComparisonText {
    private ComparisonText() {}

    static void write(PolicyComparison report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Under %s (%.12s): %d candidates of %d jobs judged again.%n",
                report.policy(),
                report.digest(),
                report.candidates(),
                report.jobs().size());
        if (report.gone() > 0) {
            out.printf("%d candidates left out: their pixels are gone or unreadable.%n", report.gone());
        }
        if (report.recordedDigests().size() > 1) {
            out.printf(
                    "The log holds scores under %d policies.%n",
                    report.recordedDigests().size());
        }
        out.printf(
                "Jobs: %d accepted -> below gate, %d below gate -> accepted, %d unchanged, %d unknown.%n",
                report.flips(Flip.TO_BELOW_GATE),
                report.flips(Flip.TO_ACCEPTED),
                report.flips(Flip.NONE),
                report.flips(Flip.UNKNOWN));
        List<JobChange> changed =
                report.jobs().stream().filter(j -> j.flip() != Flip.NONE).toList();
        if (!changed.isEmpty()) {
            out.printf("%n%-36s  %-13s  %-10s  %s%n", "job", "change", "passing", "misses");
            changed.forEach(j -> out.printf(
                    "%-36s  %-13s  %-10s  %s%n",
                    j.job(),
                    j.flip().wireName(),
                    j.passingBefore() + " -> " + j.passingAfter(),
                    String.join(", ", j.missed())));
        }
        out.printf("%n%-11s %7s %7s %7s %7s %7s%n", "role", "judged", "before", "after", "shift", "rank r");
        report.roles().forEach(r -> role(r, out));
    }

    private static void role(RoleChange r, PrintWriter out) {
        Double correlation = r.rankCorrelation();
        out.printf(
                Locale.ROOT,
                "%-11s %7d %7.3f %7.3f %+7.3f %7s%s%n",
                r.role().wireName(),
                r.judged(),
                r.meanBefore(),
                r.meanAfter(),
                r.meanShift(),
                correlation == null ? "-" : String.format(Locale.ROOT, "%.3f", correlation),
                r.newlyMasked() + r.newlyJudged() == 0
                        ? ""
                        : "   newly masked " + r.newlyMasked() + ", newly judged " + r.newlyJudged());
    }
}
