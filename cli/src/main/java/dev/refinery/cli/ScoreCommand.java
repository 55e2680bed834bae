package dev.refinery.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.rewards.AskedOutput;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.RewardMetric.Verdict;
import dev.refinery.rewards.RewardMetrics;
import dev.refinery.rewards.RewardPolicies;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a finished picture on this machine, as the services would; nothing needs to run. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Judges a picture against a job's references, offline, or compares two pictures by one metric.",
            "Subjects are judged where their layout is known: submit --out and demo --out write it as result-0.json beside"
                    + " result-0.png, where it is found by itself."
        },
        footer = {
            "",
            "Exit code: 0 judged, whatever the scores; 1 not.",
            "",
            "Examples:",
            "  refinery score job.json out/result-0.png",
            "  refinery score job.json picture.jpg --json",
            "  refinery score --metric lighting --reference a.png --image b.png"
        })
final class ScoreCommand implements Callable<Integer> {
    /** Short names beside the metrics' own. */
    private static final Map<String, String> SHORT = Map.of(
            "subject", "subject-fidelity",
            "background", "background-fidelity",
            "style", "style-fidelity",
            "lighting", "lighting-consistency");

    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB.json", description = "The job file.")
    private @Nullable Path job;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PICTURE", description = "The finished picture.")
    private @Nullable Path picture;

    @Option(names = "--policy", paramLabel = "NAME@VERSION", description = "Default: the job's, else catalog@1.")
    private @Nullable String policy;

    @Option(
            names = "--layout",
            paramLabel = "FILE",
            description =
                    "Where the subjects are, as submit --out writes it. Default: the JSON file beside the picture.")
    private @Nullable Path layout;

    @Option(names = "--metric", paramLabel = "NAME", description = "Compare --reference and --image by one metric.")
    private @Nullable String metric;

    @Option(names = "--reference", paramLabel = "FILE", description = "With --metric: the first picture.")
    private @Nullable Path reference;

    @Option(names = "--image", paramLabel = "FILE", description = "With --metric: the second picture.")
    private @Nullable Path image;

    @Option(names = "--json", description = "Print JSON (docs/schema/score.v1.json) on standard output.")
    private boolean json;

    ScoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String named = metric;
        Path jobFile = job;
        Path file = picture;
        if (named != null) {
            compare(named, given(reference, "--reference"), given(image, "--image"));
        } else if (jobFile == null || file == null) {
            throw new CliException("score needs a job file and a picture, or --metric with --reference and --image.");
        } else {
            judge(JobFile.read(jobFile), file);
        }
        return 0;
    }

    private static Path given(@Nullable Path file, String option) {
        if (file == null) {
            throw new CliException("--metric needs " + option + " FILE.");
        }
        return file;
    }

    private void judge(JobFile jobFile, Path file) {
        CandidateJudge judge = new CandidateJudge(RewardPolicies.load(policyOf(jobFile)));
        byte[] bytes = PictureFile.bytes(file);
        PictureFile finished = PictureFile.of(file, bytes);
        Path named = layout;
        Optional<LayoutFile> found =
                named == null ? LayoutFile.find(file, bytes) : Optional.of(LayoutFile.of(named, bytes));
        Scorecard card = judge.judge(
                new JudgedCandidate(
                        finished.pixels(),
                        found.map(LayoutFile::placements).orElse(List.of()),
                        Map.of(),
                        asked(jobFile, finished, bytes)),
                LocalReferences.of(jobFile));
        ScoreReport report = new ScoreReport(
                file.toString(),
                finished.sha256(),
                judge.policy().reference(),
                found.map(l -> l.file().toString()).orElse(""),
                card);
        if (json) {
            print(report.json());
        } else {
            report.print(console.out());
        }
    }

    private static AskedOutput asked(JobFile jobFile, PictureFile finished, byte[] bytes) {
        OutputSpec output = JobOutput.of(
                jobFile.output(), finished.pixels().width(), finished.pixels().height());
        try {
            boolean lossless = ImageDecoder.probe(bytes).mediaType().equals(ImageProbe.PNG);
            return new AskedOutput(output, lossless);
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("the picture was read a moment ago", e);
        }
    }

    private String policyOf(JobFile jobFile) {
        String name = policy != null ? policy : jobFile.policy().orElse(RewardPolicies.DEFAULT);
        if (!RewardPolicies.names().contains(name)) {
            throw new CliException(
                    "there is no reward policy '" + name + "'; known: " + String.join(", ", RewardPolicies.names()));
        }
        return name;
    }

    private void compare(String name, Path referenceFile, Path imageFile) {
        RewardMetric chosen = known().get(SHORT.getOrDefault(name, name));
        if (chosen == null) {
            throw new CliException("there is no metric '" + name + "'; known: "
                    + String.join(", ", new TreeMap<>(SHORT).keySet()) + ", "
                    + String.join(", ", known().keySet()));
        }
        PictureFile wanted = PictureFile.of(referenceFile);
        byte[] bytes = PictureFile.bytes(imageFile);
        PictureFile seen = PictureFile.of(imageFile, bytes);
        Verdict verdict = chosen.prepare(new ReferenceView(wanted.pixels(), null))
                .judge(new CandidateView(new JudgedCandidate(seen.pixels(), List.of(), Map.of())), "reference");
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("metric", chosen.name());
        root.put("reference", referenceFile.toString());
        root.put("image", imageFile.toString());
        switch (verdict) {
            case Verdict.Judged judged -> {
                root.put("raw", judged.raw());
                ObjectNode parts = root.putObject("parts");
                new TreeMap<>(judged.parts()).forEach(parts::put);
                if (!json) {
                    console.out().printf(Locale.ROOT, "%s %.4f%n", chosen.name(), judged.raw());
                    new TreeMap<>(judged.parts())
                            .forEach(
                                    (part, value) -> console.out().printf(Locale.ROOT, "  %-18s %8.3f%n", part, value));
                }
            }
            case Verdict.Masked masked -> {
                root.put("masked", masked.reason());
                if (!json) {
                    console.out().println(chosen.name() + " not judged: " + masked.reason());
                }
            }
        }
        if (json) {
            print(root);
        }
        console.out().flush();
    }

    private void print(ObjectNode root) {
        console.out().println(JobRun.pretty(root));
        console.out().flush();
    }

    private static Map<String, RewardMetric> known() {
        Map<String, RewardMetric> metrics = new LinkedHashMap<>();
        RewardMetrics.builtIn().forEach(m -> metrics.put(m.name(), m));
        return metrics;
    }
}
