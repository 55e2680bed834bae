package dev.refinery.worker.app;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.PromptText;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.RenderCanceledException;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.flow.FlowPrompt;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.refinement.FlowNoise;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.worker.domain.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task: photos to encodings, genome to latents, latents to a picture, picture to the store; or, for a {@link RemoteModel},
 * what a provider draws of photos and words. The same task gives the same bytes at the same keys, so attempts may repeat. Failures are
 * values. Thread-safe.
 */
public final class GenerateCandidate implements AutoCloseable {
    private static final int PROMPT_CHARACTERS = 600;
    /** More than the longest pause between two attempts at a task, and time for the news to arrive. */
    private static final Duration PROVIDER_GIVES_UP = Duration.ofSeconds(10);

    private final Generators generators;
    private final CanceledJobs canceled;
    private final CutoutGate cutouts;
    private final ReferencePhotos photos;
    private final CandidatePictures pictures;
    private final RemoteCandidate remotely;
    private final WorkerObserver observer;
    private final Clock clock;

    public GenerateCandidate(
            Generators generators,
            ObjectStore store,
            CanceledJobs canceled,
            CutoutGate cutouts,
            ProvenanceStamp stamp,
            WorkerObserver observer,
            Clock clock) {
        this.generators = generators;
        this.canceled = canceled;
        this.cutouts = cutouts;
        this.photos = new ReferencePhotos(store, ImageLimits.DEFAULT);
        this.pictures = new CandidatePictures(store, stamp, observer);
        this.remotely = new RemoteCandidate(canceled, photos, pictures);
        this.observer = observer;
        this.clock = clock;
    }

    public Outcome attempt(GenerationTask task) {
        if (clock.instant().isAfter(task.notAfter())) {
            return new Outcome.Dropped(Outcome.Reason.EXPIRED);
        }
        if (canceled.contains(task.job())) {
            return new Outcome.Dropped(Outcome.Reason.CANCELED);
        }
        try {
            Optional<Generators.Lease> found = generators.lease(task.model());
            if (found.isEmpty()) {
                return refuse(task, "unknown_model", "no bundle for model " + task.model(), null, true);
            }
            try (Generators.Lease lease = found.get()) {
                return switch (lease.model()) {
                    case Generator generator -> make(task, generator);
                    case RemoteModel remote -> make(task, remote);
                };
            }
        } catch (ModelUnavailable e) {
            return new Outcome.Postponed("model_unavailable", true);
        } catch (TaskRejectedException e) {
            return refuse(task, e.code(), String.valueOf(e.getMessage()), e.reference(), e.fatal());
        } catch (StoreUnavailable e) {
            return new Outcome.Postponed("store_unavailable", true);
        } catch (StoreRefused e) {
            return new Outcome.Postponed("store_refused", true);
        } catch (RenderException e) {
            return switch (e) {
                case RenderException.OutOfMemory oom -> new Outcome.Postponed("out_of_memory", false);
                case RenderException.Closed closed -> new Outcome.Postponed("draining", false);
                case RenderException.ModuleFailed failed ->
                    refuse(task, "render_failed", String.valueOf(failed.getMessage()), null, false);
                case RenderException.UnsuitableReference unsuitable ->
                    refuse(task, "reference_unsuitable", String.valueOf(unsuitable.getMessage()), null, true);
            };
        } catch (ProviderException e) {
            return switch (e) {
                case ProviderException.Unavailable away when patient(task) -> new Outcome.Postponed(away.code(), true);
                case ProviderException.Unavailable away -> refuse(task, away.code(), away.getMessage(), null, false);
                case ProviderException.Refused refused ->
                    refuse(task, refused.code(), refused.getMessage(), null, refused.fatal());
            };
        } catch (RenderCanceledException e) {
            return new Outcome.Dropped(Outcome.Reason.CANCELED);
        } catch (AlreadyStoredDifferently e) {
            observer.resultConflict();
            return refuse(
                    task,
                    "result_conflict",
                    "a different result is stored under " + e.existing().key(),
                    null,
                    false);
        } catch (CancellationException e) {
            return new Outcome.Postponed("draining", false);
        }
    }

    private Outcome make(GenerationTask task, Generator generator) throws AlreadyStoredDifferently {
        Latents latents = latents(task, generator);
        List<Reference> honoured = honoured(task, generator);
        FlowInputs inputs = inputs(task, generator.flow(), honoured);
        List<PreparedReference> prepared = new ArrayList<>();
        RenderedCandidate rendered;
        try {
            prepare(task, generator, honoured, prepared);
            rendered = render(
                    generator,
                    new RenderRequest(
                            latents,
                            task.genome().guidance(),
                            prepared,
                            task.output(),
                            task.width(),
                            task.height(),
                            task.lane(),
                            inputs));
        } finally {
            prepared.forEach(PreparedReference::close);
        }
        observer.rendered(rendered.deviceSeconds());
        if (canceled.contains(task.job())) {
            // Canceled, or even deleted, while this step ran: nothing of it is stored.
            return new Outcome.Dropped(Outcome.Reason.CANCELED);
        }
        CandidatePictures.Pictures stored = pictures.store(task, generator, rendered);
        Cost cost = new Cost(rendered.deviceSeconds(), rendered.evaluations(), stored.bytes());
        return made(task, generator, stored, cost);
    }

    private Outcome make(GenerationTask task, RemoteModel model) throws ProviderException, AlreadyStoredDifferently {
        Optional<RemoteCandidate.Made> made = remotely.make(task, model);
        return made.isPresent()
                ? made(task, model, made.get().pictures(), made.get().cost())
                : new Outcome.Dropped(Outcome.Reason.CANCELED);
    }

    /** Later than this, what a provider does not do is told, so that the round's end finds out why. */
    private boolean patient(GenerationTask task) {
        return now().isBefore(task.notAfter().minus(PROVIDER_GIVES_UP));
    }

    private Outcome.Made made(GenerationTask task, Model model, CandidatePictures.Pictures stored, Cost cost) {
        return new Outcome.Made(
                new CandidateGenerated(
                        task.candidate(),
                        task.tenant(),
                        task.purpose(),
                        stored.image(),
                        model.bundleDigest(),
                        task.references(),
                        task.policy(),
                        stored.placements(),
                        cost,
                        readable(task.prompt()),
                        task.policyDigest(),
                        task.output()),
                new CandidateMetered(task.candidate(), task.tenant(), "generate", cost, now()));
    }

    /** @param prepared gets the photos, whatever happens, so that the caller can close them */
    @SuppressWarnings("try") // the stage is only held
    private void prepare(
            GenerationTask task, Generator generator, List<Reference> honoured, List<PreparedReference> prepared) {
        try (WorkerObserver.Running references = observer.begins(Stage.REFERENCES)) {
            for (Reference reference : honoured) {
                PreparedReference photo = photos.prepare(generator, reference, task.lane());
                prepared.add(photo);
                cutouts.check(reference, photo.encoded().cutout());
            }
        }
    }

    @SuppressWarnings("try") // the stage is only held
    private RenderedCandidate render(Generator generator, RenderRequest request) {
        try (WorkerObserver.Running render = observer.begins(Stage.RENDER)) {
            return generator.renderer().render(request);
        }
    }

    /** Plain words, without @. Text encoders read 64 or 77 tokens; the rest would only make the event larger. */
    private static @Nullable String readable(String text) {
        String prompt = PromptText.plain(text);
        if (prompt.isBlank()) {
            return null;
        }
        int length = prompt.length();
        return length <= PROMPT_CHARACTERS
                ? prompt
                : prompt.substring(
                        0,
                        PROMPT_CHARACTERS - (Character.isHighSurrogate(prompt.charAt(PROMPT_CHARACTERS - 1)) ? 1 : 0));
    }

    private static Latents latents(GenerationTask task, Generator generator) {
        FlowModel flow = generator.flow();
        checkGenome(task, flow);
        try {
            return Latents.of(
                    flow == null
                            ? NoiseMaterializer.materialize(task.genome().noise(), task.seed(), generator.latents())
                            : FlowNoise.initial(
                                    task.genome().noise(),
                                    task.seed(),
                                    flow.latentLength().applyAsInt(task.width(), task.height())));
        } catch (InvalidValueException e) {
            throw invalidGenome(String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkGenome(GenerationTask task, @Nullable FlowModel flow) {
        Set<String> wanted = task.genome().controls().keySet();
        if (flow == null) {
            if (task.genome().parent() != null || !wanted.isEmpty()) {
                throw invalidGenome("model " + task.model() + " has no controls and starts from no parent image", null);
            }
            return;
        }
        if (!flow.controls().containsAll(wanted)) {
            throw invalidGenome(
                    "model " + task.model() + " has the controls " + flow.controls() + ", not " + wanted, null);
        }
        int shorter = Math.min(task.width(), task.height());
        int longer = Math.max(task.width(), task.height());
        if (shorter < flow.smallest() || longer > flow.largest()) {
            throw new TaskRejectedException(
                    "unsupported_size",
                    "model " + task.model() + " makes pictures with sides from " + flow.smallest() + " to "
                            + flow.largest() + " pixels, not " + task.width() + " x " + task.height(),
                    null,
                    true,
                    null);
        }
    }

    private static TaskRejectedException invalidGenome(String message, @Nullable Exception cause) {
        return new TaskRejectedException("invalid_genome", message, null, false, cause);
    }

    private FlowInputs inputs(GenerationTask task, @Nullable FlowModel flow, List<Reference> honoured) {
        if (flow == null) {
            return FlowInputs.NONE;
        }
        Genome.Parent parent = task.genome().parent();
        return new FlowInputs(
                FlowPrompt.of(task.prompt(), honoured, flow.mention()),
                task.genome().controls(),
                parent == null ? null : new FlowInputs.Start(photos.parent(parent.image()), parent.strength()),
                (step, out) -> FlowNoise.between(task.seed(), step, out),
                () -> canceled.contains(task.job()),
                task.purpose() == Purpose.FINAL);
    }

    /** The references whose role the bundle honours. */
    private static List<Reference> honoured(GenerationTask task, Generator generator) {
        FlowModel flow = generator.flow();
        return HonouredReferences.of(task, generator.roles(), flow == null ? Integer.MAX_VALUE : flow.maxReferences());
    }

    static Outcome.Refused refuse(
            GenerationTask task, String code, String message, @Nullable String reference, boolean fatal) {
        return new Outcome.Refused(
                new CandidateFailed(task.candidate(), task.tenant(), code, message, reference, fatal));
    }

    private Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        pictures.close();
    }
}
