package dev.refinery.worker.app;

import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.storage.AlreadyStoredDifferently;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Candidates of models that make another picture of the same request every time, and take money for it. So a candidate is what was
 * stored first under its name: a task that comes again finds it, asks nobody and pays nothing. A final render is the winning candidate's own
 * picture, in the format that the client wants. Thread-safe.
 */
final class RemoteCandidate {
    /** A provider that is still silent this long before the round ends will not make it. */
    static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final CanceledJobs canceled;
    private final ReferencePhotos photos;
    private final CandidatePictures pictures;

    RemoteCandidate(CanceledJobs canceled, ReferencePhotos photos, CandidatePictures pictures) {
        this.canceled = canceled;
        this.photos = photos;
        this.pictures = pictures;
    }

    /** @return empty when the job was canceled while the provider worked: nothing is stored then */
    Optional<Made> make(GenerationTask task, RemoteModel model) throws ProviderException, AlreadyStoredDifferently {
        if (task.purpose() == Purpose.FINAL) {
            return Optional.of(winner(task, model));
        }
        Optional<CandidatePictures.Pictures> earlier = pictures.earlier(task);
        if (earlier.isPresent()) {
            return earlier.map(stored -> new Made(stored, cost(0, stored, model)));
        }
        PictureProvider.Provided provided = model.provider().make(order(task, model));
        if (canceled.contains(task.job())) {
            return Optional.empty();
        }
        CandidatePictures.Pictures stored = pictures.storeFirst(task, provided.picture());
        return Optional.of(new Made(stored, cost(provided.seconds(), stored, model)));
    }

    private static Cost cost(double seconds, CandidatePictures.Pictures stored, RemoteModel model) {
        return new Cost(seconds, 1, stored.bytes(), model.price());
    }

    private Made winner(GenerationTask task, RemoteModel model) throws AlreadyStoredDifferently {
        CandidateId winner = task.winner();
        if (winner == null) {
            throw new TaskRejectedException(
                    "winner_unknown",
                    "the task does not say which candidate won: the scorer that wrote it is of an older version",
                    null,
                    true,
                    null);
        }
        Raster picture = photos.candidate(task.tenant(), winner);
        CandidatePictures.Pictures stored =
                pictures.store(task, model, new RenderedCandidate(picture, List.of(), 0, 0));
        return new Made(stored, new Cost(0, 0, stored.bytes()));
    }

    private PictureProvider.Order order(GenerationTask task, RemoteModel model) {
        Genome genome = task.genome();
        Set<String> wanted = genome.controls().keySet();
        if (!model.controls().containsAll(wanted)) {
            throw new TaskRejectedException(
                    "invalid_genome",
                    "model " + task.model() + " has the controls " + model.controls() + ", not " + wanted,
                    null,
                    false,
                    null);
        }
        List<Reference> references = HonouredReferences.of(task, model.roles(), model.maxReferences());
        if (references.isEmpty()) {
            throw new TaskRejectedException(
                    "references_not_honoured",
                    "model " + task.model() + " honours none of the job's references: it takes the roles "
                            + model.roles().keySet().stream()
                                    .map(role -> role.wireName())
                                    .sorted()
                                    .toList(),
                    null,
                    true,
                    null);
        }
        List<PictureFile> files = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            files.add(new PictureFile(
                    reference.role().wireName() + "-" + (i + 1),
                    reference.image().mediaType(),
                    photos.file(reference)));
        }
        Genome.Parent parent = genome.parent();
        if (parent != null) {
            files.add(new PictureFile(
                    "attempt-" + (files.size() + 1), parent.image().mediaType(), photos.parentFile(parent.image())));
        }
        return new PictureProvider.Order(
                ProviderSeed.key(task.candidate(), model.bundleDigest(), genome),
                ProviderPrompt.of(task.prompt(), references, genome),
                files,
                ProviderSeed.of(genome.noise(), task.seed()),
                genome.controls(),
                task.width(),
                task.height(),
                task.notAfter().minus(LAST_WORDS),
                () -> canceled.contains(task.job()));
    }

    record Made(CandidatePictures.Pictures pictures, Cost cost) {}
}
