package dev.refinery.benchmarks;

import dev.refinery.benchmarks.Degradation.Dimension;
import dev.refinery.benchmarks.Degradation.Specimen;
import dev.refinery.benchmarks.ScorerReport.ColorDistance;
import dev.refinery.benchmarks.ScorerReport.CutOut;
import dev.refinery.benchmarks.ScorerReport.Discrimination;
import dev.refinery.benchmarks.ScorerReport.Order;
import dev.refinery.benchmarks.ScorerReport.Unknown;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the scorer to the test on candidates that the real generator composes. One thread, one use. */
final class ScorerBenchmark {
    /** Calibrated score by which a wrong cut-out must lie below the right one. */
    static final double CLEARLY = 0.1;

    private static final Map<Role, Double> TARGETS =
            Map.of(Role.SUBJECT, 0.95, Role.BACKGROUND, 0.95, Role.STYLE, 0.85, Role.LIGHTING, 0.85);
    private static final int DAMAGED = 2;
    private static final int CUT_OUT_SIDE = 512;

    private final Workbench bench;
    private final CandidateJudge judge;
    private final List<BenchJob> jobs;
    private final int count;
    private final Consumer<String> progress;

    private final Map<Role, Pairs> rewards = new EnumMap<>(Role.class);
    private final Map<Role, Pairs> holdouts = new EnumMap<>(Role.class);
    private final Map<String, Tally> damage = new LinkedHashMap<>();
    private final Map<WrongMask, List<Cut>> cutOuts = new EnumMap<>(WrongMask.class);
    private final List<Unknown> unknown = new ArrayList<>();
    private final List<ColorDistance> colors = new ArrayList<>();
    private int candidates;

    /** @param count candidates a case, 1 or more */
    ScorerBenchmark(Workbench bench, CandidateJudge judge, List<BenchJob> jobs, int count, Consumer<String> progress) {
        this.bench = bench;
        this.judge = judge;
        this.jobs = List.copyOf(jobs);
        this.count = count;
        this.progress = progress;
    }

    ScorerReport run() {
        for (BenchJob job : jobs) {
            progress.accept(job.name());
            List<GenerationTask> tasks = tasks(job);
            Map<String, List<Double>> distances = new LinkedHashMap<>();
            for (int i = 0; i < tasks.size(); i++) {
                JudgedCandidate candidate = bench.make(job, tasks.get(i));
                candidates++;
                discriminate(candidate, job, distances);
                if (i < DAMAGED) {
                    damage(candidate, job, tasks.get(i));
                }
            }
            distances.forEach((subject, seen) -> colors.add(new ColorDistance(
                    job.name(),
                    subject,
                    seen.stream().mapToDouble(d -> d).average().orElse(0),
                    seen.stream().mapToDouble(d -> d).min().orElse(0),
                    seen.stream().mapToDouble(d -> d).max().orElse(0))));
            cutOuts(job, tasks.getFirst());
            unknownOrigin(job);
        }
        return report();
    }

    private List<GenerationTask> tasks(BenchJob job) {
        return new RefinementController(bench.profile(), SearchPolicy.bestOfN())
                .decide(
                        null,
                        new Observation.Submitted(SearchRun.spec(job, 1, count, 1)),
                        Instant.parse("2026-01-01T00:00:00Z"))
                .tasks();
    }

    private void discriminate(JudgedCandidate candidate, BenchJob job, Map<String, List<Double>> distances) {
        for (ReferenceScore score : judge.judge(candidate, job.references()).references()) {
            note(score, true);
            Double distance = score.parts().get("delta_e_2000");
            if (distance != null) {
                distances.computeIfAbsent(score.name(), n -> new ArrayList<>()).add(distance);
            }
        }
        for (JudgedReference own : job.references()) {
            List<JudgedReference> strangers = Strangers.of(own, jobs);
            if (!strangers.isEmpty()) {
                judge.judge(candidate, strangers).references().forEach(score -> note(score, false));
            }
        }
    }

    private void note(ReferenceScore score, boolean matched) {
        if (score.judged()) {
            rewards.computeIfAbsent(score.role(), r -> new Pairs()).add(matched, score.raw());
            Double holdout = score.parts().get("holdout_raw");
            if (holdout != null) {
                holdouts.computeIfAbsent(score.role(), r -> new Pairs()).add(matched, holdout);
            }
        }
    }

    private void damage(JudgedCandidate candidate, BenchJob job, GenerationTask task) {
        if (candidate.placements().isEmpty()) {
            return;
        }
        Specimen specimen = specimen(candidate, job, task);
        List<JudgedReference> references = new ArrayList<>(job.references());
        references.removeIf(r -> r.reference().role() == Role.LIGHTING);
        references.add(light(candidate.image()));
        String subject = specimen.subject().reference();
        Map<Dimension, Seen> whole = dimensions(judge.judge(candidate, references), subject);
        for (Degradation degradation : Degradation.all()) {
            List<Map<Dimension, Seen>> series = new ArrayList<>();
            series.add(whole);
            for (double strength : degradation.strengths()) {
                Optional<Raster> damaged = degradation.damage().apply(specimen, strength);
                damaged.ifPresent(image -> series.add(dimensions(
                        judge.judge(new JudgedCandidate(image, candidate.placements(), candidate.masks()), references),
                        subject)));
            }
            if (series.size() > 1) {
                damage.computeIfAbsent(degradation.name(), n -> new Tally()).add(degradation, series);
            }
        }
    }

    private Specimen specimen(JudgedCandidate candidate, BenchJob job, GenerationTask task) {
        JudgedReference subject = named(job, candidate.placements().getFirst().reference());
        Optional<JudgedCandidate> unstyled =
                job.references().stream().anyMatch(r -> r.reference().role() == Role.STYLE)
                        ? Optional.of(bench.make(
                                job.with(job.references().stream()
                                        .filter(r -> r.reference().role() != Role.STYLE)
                                        .toList()),
                                task))
                        : Optional.empty();
        return new Specimen(
                candidate,
                exchanged(job, subject, task),
                job.references().stream()
                        .filter(r -> r.reference().role() == Role.BACKGROUND)
                        .findFirst()
                        .flatMap(background -> exchanged(job, background, task)),
                unstyled);
    }

    /** The candidate with another job's picture in the place of one reference; which one depends on the case. */
    private Optional<JudgedCandidate> exchanged(BenchJob job, JudgedReference own, GenerationTask task) {
        List<JudgedReference> strangers = Strangers.of(own, jobs);
        if (strangers.isEmpty()) {
            return Optional.empty();
        }
        JudgedReference stranger = strangers.get(jobs.indexOf(job) % strangers.size());
        JudgedCandidate made = bench.make(replaced(job, own, stranger), task);
        return made.placements().isEmpty() ? Optional.empty() : Optional.of(made);
    }

    private static BenchJob replaced(BenchJob job, JudgedReference own, JudgedReference other) {
        return job.with(
                job.references().stream().map(r -> r.equals(own) ? other : r).toList());
    }

    private static JudgedReference named(BenchJob job, String name) {
        return job.references().stream()
                .filter(r -> r.reference().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("the generator placed '" + name + "', which is no reference"));
    }

    private static Map<Dimension, Seen> dimensions(Scorecard card, String subject) {
        Map<Dimension, Seen> out = new EnumMap<>(Dimension.class);
        for (ReferenceScore score : card.references()) {
            Dimension dimension = switch (score.role()) {
                case SUBJECT -> score.name().equals(subject) ? Dimension.SUBJECT : null;
                case BACKGROUND -> Dimension.BACKGROUND;
                case STYLE -> Dimension.STYLE;
                case LIGHTING -> Dimension.LIGHTING;
                case POSE -> null;
            };
            if (dimension != null && score.judged()) {
                out.put(dimension, new Seen(score.raw(), score.score()));
            }
        }
        out.put(
                Dimension.QUALITY,
                new Seen(card.quality().score(), card.quality().score()));
        return out;
    }

    private static JudgedReference light(Raster image) {
        return new JudgedReference(
                new Reference("own-light", Role.LIGHTING, ref(image), null, 1, null, null), image, null);
    }

    private static ImageRef ref(Raster image) {
        String sha256 = sha256(image);
        return new ImageRef("none", sha256, sha256, "image/png", image.width(), image.height());
    }

    private static String sha256(Raster image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.rgba()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The generator is handed wrong masks; the judge gets the photo as the client sent it, and the generator's layout. */
    private void cutOuts(BenchJob job, GenerationTask task) {
        JudgedCandidate plain = bench.make(job, task);
        for (Placement placement : plain.placements()) {
            JudgedReference own = named(job, placement.reference());
            double scale = Math.min(
                    1,
                    (double) CUT_OUT_SIDE
                            / Math.max(own.image().width(), own.image().height()));
            int w = (int) Math.round(own.image().width() * scale);
            int h = (int) Math.round(own.image().height() * scale);
            Optional<Raster> good = WrongMask.shown(plain, placement, w, h);
            if (good.isEmpty()) {
                continue;
            }
            double right = subjectScore(job, own, good.get(), task);
            for (WrongMask wrong : WrongMask.values()) {
                if (wrong == WrongMask.SLAB && own.image().hasAlpha()) {
                    // There is no backdrop to bring along.
                    continue;
                }
                double seen = subjectScore(job, own, wrong.of(good.get(), placement.source()), task);
                cutOuts.computeIfAbsent(wrong, m -> new ArrayList<>())
                        .add(new Cut(job.name() + " " + own.reference().name(), right, seen));
            }
        }
    }

    private double subjectScore(BenchJob job, JudgedReference own, Raster mask, GenerationTask task) {
        Reference r = own.reference();
        JudgedReference masked = new JudgedReference(
                new Reference(r.name(), r.role(), r.image(), ref(mask), r.weight(), r.gate(), r.heightCm()),
                own.image(),
                mask);
        JudgedCandidate made = bench.make(replaced(job, own, masked), task);
        return judge.judge(made, job.references()).references().stream()
                .filter(s -> s.name().equals(r.name()))
                .mapToDouble(ReferenceScore::score)
                .findFirst()
                .orElse(0);
    }

    private void unknownOrigin(BenchJob job) {
        Path published = job.file().resolveSibling("published-result.png");
        if (!Files.isRegularFile(published)) {
            return;
        }
        try {
            Raster image = ImageNormalizer.normalize(Files.readAllBytes(published), ImageLimits.DEFAULT);
            JudgedCandidate picture = new JudgedCandidate(image, List.of(), Map.of());
            for (JudgedReference own : job.references()) {
                unknown.add(unknown(job, picture, own));
            }
        } catch (IOException | ImageRejectedException e) {
            throw new BenchFailure("cannot use " + published + ": " + e.getMessage(), e);
        }
    }

    private Unknown unknown(BenchJob job, JudgedCandidate picture, JudgedReference own) {
        List<JudgedReference> all = new ArrayList<>(List.of(own));
        all.addAll(Strangers.of(own, jobs));
        List<ReferenceScore> scores = judge.judge(picture, all).references();
        ReferenceScore score = scores.getFirst();
        boolean judged = score.judged();
        long above = scores.stream()
                .filter(ReferenceScore::judged)
                .filter(s -> s.raw() > score.raw())
                .count();
        return new Unknown(
                job.name(),
                score.name(),
                score.role(),
                score.masked(),
                judged ? score.score() : null,
                judged ? score.raw() : null,
                judged ? (int) above + 1 : null,
                judged ? scores.size() : null);
    }

    private ScorerReport report() {
        List<Discrimination> discrimination = new ArrayList<>();
        rewards.forEach((role, pairs) -> {
            Separation reward = pairs.separation();
            if (reward != null) {
                Pairs holdout = holdouts.get(role);
                discrimination.add(new Discrimination(
                        role,
                        reward,
                        holdout == null ? null : holdout.separation(),
                        Objects.requireNonNullElse(TARGETS.get(role), 0.5)));
            }
        });
        List<Order> orders = new ArrayList<>();
        damage.forEach((name, tally) -> orders.add(tally.order(name)));
        List<CutOut> cut = new ArrayList<>();
        cutOuts.forEach((mask, seen) -> {
            List<String> rewarded = seen.stream()
                    .filter(c -> c.wrong >= c.right)
                    .map(Cut::where)
                    .toList();
            cut.add(new CutOut(
                    mask,
                    seen.size(),
                    seen.stream().mapToDouble(Cut::right).average().orElse(0),
                    seen.stream().mapToDouble(Cut::wrong).average().orElse(0),
                    seen.stream().filter(c -> c.wrong <= c.right - CLEARLY).count() / (double) seen.size(),
                    rewarded));
        });
        return new ScorerReport(
                judge.policy().reference(),
                judge.policy().digest(),
                jobs.size(),
                candidates,
                discrimination,
                orders,
                cut,
                List.copyOf(unknown),
                List.copyOf(colors));
    }

    private record Seen(double raw, double score) {}

    private record Cut(String where, double right, double wrong) {}

    private static final class Pairs {
        private final List<Double> matched = new ArrayList<>();
        private final List<Double> other = new ArrayList<>();

        void add(boolean match, double raw) {
            (match ? matched : other).add(raw);
        }

        @Nullable
        Separation separation() {
            return matched.isEmpty() || other.isEmpty() ? null : Separation.of(matched, other);
        }
    }

    /** What one degradation did over all series. */
    private static final class Tally {
        private final Map<Dimension, OrderCheck> order = new EnumMap<>(Dimension.class);
        private final Map<Dimension, Integer> broken = new EnumMap<>(Dimension.class);
        private final Map<Dimension, List<Double>> change = new EnumMap<>(Dimension.class);
        private int series;

        void add(Degradation degradation, List<Map<Dimension, Seen>> steps) {
            series++;
            Map<Dimension, List<Seen>> byDimension = new HashMap<>();
            for (Map<Dimension, Seen> step : steps) {
                step.forEach((dimension, seen) -> byDimension
                        .computeIfAbsent(dimension, d -> new ArrayList<>())
                        .add(seen));
            }
            byDimension.forEach((dimension, seen) -> {
                double start = seen.getFirst().score();
                change.computeIfAbsent(dimension, d -> new ArrayList<>())
                        .add(seen.getLast().score() - start);
                if (degradation.falls().contains(dimension)) {
                    order.merge(
                            dimension,
                            OrderCheck.NONE.plus(seen.stream().map(Seen::raw).toList()),
                            OrderCheck::plus);
                }
                if (degradation.holds().contains(dimension)) {
                    boolean lost = seen.stream().anyMatch(s -> s.score() < start - Degradation.HELD);
                    broken.merge(dimension, lost ? 1 : 0, Integer::sum);
                }
            });
        }

        Order order(String name) {
            Map<Dimension, Double> means = new EnumMap<>(Dimension.class);
            change.forEach((dimension, values) -> means.put(
                    dimension, values.stream().mapToDouble(d -> d).average().orElse(0)));
            return new Order(name, series, order, broken, means);
        }
    }
}
