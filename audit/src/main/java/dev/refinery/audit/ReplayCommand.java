package dev.refinery.audit;

import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Xmp;
import dev.refinery.provenance.Provenance;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Remakes what a job delivered and compares its hash. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Remakes a job's pictures from their genomes in this process, and compares their hashes.",
        footer = {"", "Exit code: 0 every picture is the same, byte for byte; 1 not."})
final class ReplayCommand implements Callable<Integer> {
    private final Place place;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka. Default: KAFKA_BOOTSTRAP_SERVERS, else the local stack's.")
    private @Nullable String bootstrap;

    @Option(names = "--out", paramLabel = "DIR", description = "Also save the pictures there.")
    private @Nullable Path out;

    ReplayCommand(Place place) {
        this.place = place;
    }

    @Override
    public Integer call() throws IOException {
        JobId id = Place.job(job);
        Story story = Story.of(Chain.of(JobLog.read(place.bootstrap(bootstrap), id)));
        JobSpec submitted = story.submitted()
                .orElseThrow(() -> new AuditFailure("the log no longer holds the submission of job " + id
                        + " (refinery.jobs keeps 7 days): its references and seed are not known"))
                .spec();
        GeneratorProfile profile = place.profile(submitted.model());
        List<Result> results = results(story);
        PrintWriter text = spec.commandLine().getOut();
        boolean same = true;
        try (ObjectStore store = place.store(results.get(0).image().bucket())) {
            for (Result result : results) {
                GenerationTask task = task(story, result, profile);
                byte[] picture = dressed(
                        Remake.of(task, place.bundle(task.model()), digest(story, result), profile, store),
                        result,
                        store);
                String remade = Chain.sha256(picture);
                boolean equal = remade.equals(result.image().sha256());
                same &= equal;
                text.println("delivered:  " + result.image().sha256() + "  "
                        + result.image().key());
                text.println("remade:     " + remade + (equal ? "  the same" : "  " + why(picture, result, store)));
                if (out != null) {
                    Files.createDirectories(out);
                    Path file = out.resolve("result-" + result.candidate().index() + "."
                            + task.format().extension());
                    Files.write(file, picture);
                    text.println("saved:      " + file);
                }
            }
        }
        text.flush();
        return same ? 0 : 1;
    }

    private static List<Result> results(Story story) {
        for (OutcomeEvent outcome : story.outcomes.reversed()) {
            if (outcome instanceof JobSucceeded succeeded) {
                return succeeded.results();
            }
        }
        throw new AuditFailure(
                "the job delivered nothing, or its outcome has expired (refinery.outcomes keeps 7 days)");
    }

    /** As recorded, or, when the task has expired, as decided again. */
    private static GenerationTask task(Story story, Result result, GeneratorProfile profile) {
        GenerationTask recorded = story.tasks.get(result.candidate());
        return Optional.ofNullable(recorded)
                .or(() -> Optional.ofNullable(Review.of(story, profile).tasks().get(result.candidate())))
                .orElseThrow(() -> new AuditFailure("the genome of " + result.candidate()
                        + " is not known: its task has expired (refinery.tasks.* keep 2 days), and too few scores are left"
                        + " to decide it again"));
    }

    private static String digest(Story story, Result result) {
        if (story.made.get(result.candidate()) != null) {
            return story.made.get(result.candidate()).bundleDigest();
        }
        if (story.scores.get(result.candidate()) instanceof CandidateScored scored) {
            return scored.bundleDigest();
        }
        throw new AuditFailure("which bundle made " + result.candidate() + " is not known: its records have expired");
    }

    /**
     * With the signature of what was delivered, where that says what the log says: only the key's holder can sign, so it cannot be remade
     * here. Else as remade, unsigned.
     */
    private static byte[] dressed(byte[] remade, Result result, ObjectStore store) {
        try {
            byte[] delivered = store.get(result.image().key(), null);
            boolean agree = Provenance.read(delivered)
                    .map(Provenance::manifest)
                    .equals(Provenance.read(remade).map(Provenance::manifest));
            return agree ? Xmp.write(remade, Xmp.read(delivered).orElse("")) : remade;
        } catch (ObjectStoreException | ImageRejectedException e) {
            return remade;
        }
    }

    private static String why(byte[] remade, Result result, ObjectStore store) {
        try {
            byte[] delivered = store.get(result.image().key(), null);
            if (!Provenance.read(delivered)
                    .map(Provenance::manifest)
                    .equals(Provenance.read(remade).map(Provenance::manifest))) {
                return "the provenance in it is not what the log says";
            }
            byte[] before = ImageDecoder.decode(delivered, ImageLimits.DEFAULT).rgba();
            byte[] now = ImageDecoder.decode(remade, ImageLimits.DEFAULT).rgba();
            return Arrays.equals(before, now)
                    ? "the pixels are equal: the encoder of " + result.image().mediaType() + " differs here"
                    : "the picture differs";
        } catch (ObjectStoreException e) {
            return "it is unsigned, and the delivered picture is no longer there to compare: " + e.getMessage();
        } catch (ImageRejectedException e) {
            return "it differs, and the delivered picture cannot be decoded: " + e.code();
        }
    }
}
