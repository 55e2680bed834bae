package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.edits.EditForm;
import dev.refinery.gateway.domain.edits.EditOrder;
import dev.refinery.gateway.domain.edits.EditRequestReader;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectStore;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Jobs that are asked for, waited for and answered in one request. Thread-safe; blocks the calling thread. */
public final class ImageEdits {
    /** Endings that the same request would meet again: the client has to change it. */
    private static final Set<String> UP_TO_THE_CLIENT =
            Set.of("infeasible", "below_gate", "low_confidence_cutout", "unknown_model");

    private final JobSubmission submission;
    private final JobReader reader;
    private final JobRequestReader requests;
    private final Assets assets;
    private final ObjectStore store;
    private final Duration longestWait;

    public ImageEdits(
            JobSubmission submission,
            JobReader reader,
            JobRequestReader requests,
            Assets assets,
            ObjectStore store,
            Duration longestWait) {
        this.submission = submission;
        this.reader = reader;
        this.requests = requests;
        this.assets = assets;
        this.store = store;
        this.longestWait = longestWait;
    }

    /**
     * @param fields of the form, each with its values in order
     * @param images files in order
     * @param mask OpenAI's kind: transparent where the first image may change; null = none
     */
    public record Sent(
            Map<String, List<String>> fields,
            List<UploadedParts.Part> images,
            @Nullable Upload mask) {
        public Sent {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            images = List.copyOf(images);
        }
    }

    /** Tells repetitions from other requests under the same idempotency key. */
    public interface Fingerprints {
        JobSubmission.@Nullable Key key(EditOrder order, UploadedParts images);
    }

    /** @param links what the client asked for, see {@link EditOrder} */
    public record Edited(JobView view, boolean links) {
        public JobId job() {
            return Objects.requireNonNull(view.spec()).id();
        }
    }

    /**
     * @param patience how long the client waits; the setting may be shorter
     * @throws RequestRefused nothing was enqueued
     * @throws EditUnanswered there is a job, but no picture
     */
    public Edited edit(TenantId tenant, Sent sent, Fingerprints fingerprints, Duration patience) {
        List<String> files = sent.images().stream()
                .map(part -> part.fileName() == null ? "" : part.fileName())
                .toList();
        Upload mask = sent.mask();
        EditOrder order = EditRequestReader.read(
                new EditForm(sent.fields(), files, mask == null ? null : subjectMask(tenant, mask)));
        UploadedParts parts = renamed(sent.images());
        JobView view = submission
                .submit(tenant, requests.read(order.job()), parts, fingerprints.key(order, parts))
                .view();
        JobId job = Objects.requireNonNull(view.spec()).id();
        Duration wait = patience.compareTo(longestWait) < 0 ? patience : longestWait;
        JobView last = reader.awaitEnd(tenant, job, wait).orElse(view);
        if (last.status() != JobStatus.SUCCEEDED) {
            throw unanswered(job, last, wait);
        }
        return new Edited(last, order.links());
    }

    private static UploadedParts renamed(List<UploadedParts.Part> images) {
        return new UploadedParts(IntStream.range(0, images.size())
                .mapToObj(i -> new UploadedParts.Part(
                        EditForm.partOf(i), null, images.get(i).upload()))
                .toList());
    }

    /** What stays of the picture is opaque in OpenAI's masks and white in ours. */
    private String subjectMask(TenantId tenant, Upload mask) {
        ImageRef stored = assets.store(tenant, mask, "mask").image();
        try {
            byte[] file = store.get(stored.key(), stored.sha256());
            Raster raster = ImageDecoder.decode(
                    file,
                    new ImageLimits(
                            file.length,
                            Math.max(stored.width(), stored.height()),
                            (long) stored.width() * stored.height()));
            if (!raster.hasAlpha()) {
                throw RequestRefused.unprocessable(
                        ProblemCode.INVALID_VALUE,
                        "mask",
                        "has no transparent pixels: make it transparent where the picture may change, and opaque on the"
                                + " subject");
            }
            byte[] gray = new byte[raster.width() * raster.height()];
            for (int i = 0; i < gray.length; i++) {
                gray[i] = raster.rgba()[4 * i + 3];
            }
            byte[] png = ImageEncoder.grayPng(gray, raster.width(), raster.height());
            return assets.store(tenant, png, "mask").id().toString();
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("a stored mask is not an image: " + stored.key(), e);
        }
    }

    private static EditUnanswered unanswered(JobId job, JobView view, Duration waited) {
        JobView.Ending ending = view.ending();
        if (ending == null) {
            return new EditUnanswered(
                    job,
                    504,
                    ProblemCode.EDIT_NOT_IN_TIME,
                    "The job " + job + " has not ended within " + waited.toSeconds() + " s and goes on."
                            + " Do not send it again: GET /v1/jobs/" + job + " tells when its results are there.");
        }
        JobView.Failure failure = ending.failure();
        return switch (ending.status()) {
            case CANCELED ->
                new EditUnanswered(job, 409, ProblemCode.EDIT_CANCELED, "The job " + job + " was canceled.");
            case EXPIRED ->
                new EditUnanswered(
                        job,
                        504,
                        ProblemCode.EDIT_NOT_IN_TIME,
                        "The job " + job + " expired: its deadline came before its results.");
            case FAILED, SUCCEEDED, QUEUED, RUNNING, CANCELING -> {
                boolean theirs = failure != null && UP_TO_THE_CLIENT.contains(failure.code());
                yield new EditUnanswered(
                        job,
                        theirs ? 422 : 500,
                        ProblemCode.EDIT_FAILED,
                        "The job " + job + " failed"
                                + (failure == null ? "." : " (" + failure.code() + "): " + failure.message()));
            }
        };
    }
}
