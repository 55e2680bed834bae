package dev.refinery.client;

import dev.refinery.client.Pages.Page;
import dev.refinery.client.Routes.Query;
import dev.refinery.client.model.ContinueRequest;
import dev.refinery.client.model.Estimate;
import dev.refinery.client.model.Job;
import dev.refinery.client.model.JobFilter;
import dev.refinery.client.model.JobRequest;
import dev.refinery.client.model.JobStatus;
import dev.refinery.client.model.PresignedLink;
import dev.refinery.client.model.Provenance;
import dev.refinery.client.model.ReplayRequest;
import dev.refinery.client.model.Round;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs and what they made. Thread-safe. */
public final class Jobs {
    private static final String PATH = "/v1/jobs";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Transport transport;
    private final Routes routes;

    private record JobPage(List<Job> jobs, @Nullable String next) {}

    private record Rounds(List<Round> rounds) {}

    Jobs(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    public Job submit(JobRequest job) {
        return submit(job, SubmitOptions.DEFAULT);
    }

    public Job submit(JobRequest job, SubmitOptions options) {
        return transport.read(submission(routes.post(PATH).with(transport.body(job)), options), Job.class);
    }

    /**
     * Sends a job with its pictures in one call.
     *
     * @param pictures by the name of the reference; a mask by {@code NAME.mask}
     */
    public Job submit(JobRequest job, Map<String, Content> pictures, SubmitOptions options) {
        Map<String, Content> parts = new LinkedHashMap<>();
        parts.put("job", transport.body(job));
        parts.putAll(pictures);
        Call call = routes.post(PATH).with(Multipart.of(parts)).within(routes.transfer());
        return transport.read(submission(call, options), Job.class);
    }

    public Job get(String job) {
        return transport.read(routes.get(PATH + "/{}", job), Job.class);
    }

    /**
     * Waits for the job's end.
     *
     * @return the job, which has not ended when that took longer than {@code atMost}
     */
    public Job await(String job, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
            Job now = transport.read(preferring(routes.get(PATH + "/{}", job), wait), Job.class);
            if (now.status().ended() || left.toSeconds() < 1) {
                return now;
            }
        }
    }

    /** Newest first, fetched as far as they are read. */
    public Pages<Job> list(JobFilter filter) {
        return new Pages<>(cursor -> {
            JobPage page = transport.read(routes.get(PATH + query(filter).and("cursor", cursor)), JobPage.class);
            return new Page<>(page.jobs(), page.next());
        });
    }

    public Pages<Job> list() {
        return list(JobFilter.ALL);
    }

    /** Repeating it is harmless. */
    public Job cancel(String job) {
        return transport.read(routes.post(PATH + "/{}/cancel", job).repeatedly(), Job.class);
    }

    /** Gives a job that ended below a gate more rounds. */
    public Job continueJob(String job, ContinueRequest more, SubmitOptions options) {
        return transport.read(
                submission(routes.post(PATH + "/{}/continue", job).with(transport.body(more)), options), Job.class);
    }

    public Job continueJob(String job, ContinueRequest more) {
        return continueJob(job, more, SubmitOptions.DEFAULT);
    }

    /** Makes a new job of this one. */
    public Job replay(String job, ReplayRequest changes, SubmitOptions options) {
        return transport.read(
                submission(routes.post(PATH + "/{}/replay", job).with(transport.body(changes)), options), Job.class);
    }

    public Job replay(String job) {
        return replay(job, ReplayRequest.AS_IT_WAS, SubmitOptions.DEFAULT);
    }

    /** Deletes an ended job with its pictures. Repeating it is harmless. */
    public void delete(String job) {
        transport.run(routes.call("DELETE", PATH + "/{}", job).repeatedly());
    }

    public List<Round> rounds(String job) {
        return List.copyOf(transport
                .read(routes.get(PATH + "/{}/rounds", job), Rounds.class)
                .rounds());
    }

    /** The job's events from the first on. To be closed. */
    public JobEvents events(String job) {
        return events(job, EventOptions.FROM_THE_FIRST);
    }

    public JobEvents events(String job, EventOptions options) {
        return new JobEvents(transport, routes.get(PATH + "/{}/events", job), options);
    }

    /** @param index from 0 */
    public byte[] result(String job, int index) {
        return transport.readBytes(ofResult("", job, index).within(routes.transfer()));
    }

    /** Writes a result to a file, which is there only when it is whole. */
    public void result(String job, int index, Path file) {
        Downloads.toFile(transport, ofResult("", job, index).within(routes.transfer()), file);
    }

    /** A link to a result that needs no key. */
    public PresignedLink resultLink(String job, int index) {
        return transport.read(ofResult("?presigned=true", job, index), PresignedLink.class);
    }

    /** What a result's file says of its origin. */
    public Provenance provenance(String job, int index) {
        return transport.read(ofResult("/provenance", job, index), Provenance.class);
    }

    /**
     * Pixels of a candidate.
     *
     * @param round from 0, or {@code final}
     */
    public byte[] candidate(String job, String round, int index) {
        return transport.readBytes(routes.get(PATH + "/{}/candidates/{}/{}/image", job, round, Integer.toString(index))
                .within(routes.transfer()));
    }

    /** What a job would take; pictures are not looked at and may be left out. */
    public Estimate estimate(JobRequest job) {
        return transport.read(
                routes.post("/v1/estimates").with(transport.body(job)).repeatedly(), Estimate.class);
    }

    private Call ofResult(String what, String job, int index) {
        return routes.get(PATH + "/{}/results/{}" + what, job, Integer.toString(index));
    }

    private static Call submission(Call call, SubmitOptions options) {
        String key = options.idempotencyKey();
        return preferring(call.keyed(key == null ? Routes.newKey() : key), options.patience());
    }

    private static Call preferring(Call call, Duration wait) {
        long seconds = Math.min(wait.toSeconds(), LONGEST_WAIT.toSeconds());
        return seconds < 1 ? call : call.with("Prefer", "wait=" + seconds).waiting(Duration.ofSeconds(seconds));
    }

    private static Query query(JobFilter filter) {
        JobStatus status = filter.status();
        Query query = new Query()
                .and("status", status == null ? null : status.wireName())
                .and("external_id", filter.externalId())
                .all("label", filter.labels())
                .and("created_after", filter.createdAfter())
                .and("created_before", filter.createdBefore())
                .and("batch", filter.batch())
                .and("limit", filter.pageSize());
        filter.metadata().forEach((key, value) -> query.and("metadata." + key, value));
        return query;
    }
}
