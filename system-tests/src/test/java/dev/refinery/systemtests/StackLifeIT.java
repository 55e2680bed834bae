package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.localstack.LocalStack;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a whole stack does besides making pictures. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class StackLifeIT {
    @TempDir
    static Path folder;

    @Test
    void badInputIsAnsweredByNameAndNothingIsEnqueued() throws Exception {
        try (LocalStack stack = Checkout.start(folder.resolve("bad"))) {
            Api api = new Api(stack.gateway());
            ObjectNode good = api.smallJob();
            long jobsBefore = Log.size(stack.kafka(), Topic.JOBS.name());
            refused(api.postAsset("no picture at all".getBytes(StandardCharsets.UTF_8)), "");
            byte[] photo = java.nio.file.Files.readAllBytes(Checkout.ROOT.resolve("samples/products/mug.jpg"));
            refused(api.postAsset(Arrays.copyOf(photo, photo.length / 3)), "");
            refused(api.postAsset(PngBomb.of(60_000, 60_000)), "");
            refused(api.postJob(with(good, job -> reference(job, 0).put("role", "sidekick"))), "references[0].role");
            refused(api.postJob(with(good, job -> job.withArray("references").remove(0))), "references");
            refused(api.postJob(with(good, job -> reference(job, 0).put("gate", -1))), "references[0].gate");
            refused(
                    api.postJob(with(good, job -> {
                        reference(job, 1).remove("asset");
                        reference(job, 1).put("url", "http://127.0.0.1:1/x.png");
                    })),
                    "references[1].url");
            refused(
                    api.postJob(with(good, job -> {
                        reference(job, 1).remove("asset");
                        reference(job, 1).put("url", "https://nowhere.invalid/x.png");
                    })),
                    "references[1].url");
            refused(
                    api.postJob(with(good, job -> {
                        for (int i = 0; i < 40; i++) {
                            job.withArray("references")
                                    .add(reference(good, 0).deepCopy().put("name", "more" + i));
                        }
                    })),
                    "references");
            assertThat(Log.size(stack.kafka(), Topic.JOBS.name())).isEqualTo(jobsBefore);
        }
    }

    @Test
    void jobsOutliveTheStack() throws Exception {
        Path home = folder.resolve("twice");
        String job;
        try (LocalStack stack = Checkout.start(home)) {
            Api api = new Api(stack.gateway());
            job = api.submit(api.smallJob());
            api.awaitEnd(job);
        }
        try (LocalStack stack = Checkout.start(home)) {
            Api api = new Api(stack.gateway());
            JsonNode end = api.awaitEnd(job);
            assertThat(end.path("type").asText()).isEqualTo("job.succeeded");
            assertThat(api.download(end.path("ended")
                            .path("results")
                            .path(0)
                            .path("url")
                            .asText()))
                    .isNotEmpty();
        }
    }

    @Test
    void aServiceThatDiesByItselfIsReportedAndTheOthersStopInOrder() throws Exception {
        LocalStack stack = Checkout.start(folder.resolve("death"));
        long[] processes = Stream.of("infra", "scorer", "worker", "gateway")
                .mapToLong(stack::pid)
                .toArray();
        try (stack) {
            ProcessHandle.of(stack.pid("worker")).orElseThrow().destroyForcibly();
            assertThat(stack.firstDeath().get(30, TimeUnit.SECONDS).report()).contains("worker was killed by signal 9");
        }
        for (long process : processes) {
            assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    private static void refused(HttpResponse<String> response, String field) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = Json.mapper().readTree(response.body());
        assertThat(problem.path("code").asText()).as(response.body()).isNotEmpty();
        assertThat(problem.path("field").asText("")).as(response.body()).startsWith(field);
    }

    private static ObjectNode with(ObjectNode job, java.util.function.Consumer<ObjectNode> change) {
        ObjectNode changed = job.deepCopy();
        change.accept(changed);
        return changed;
    }

    private static ObjectNode reference(ObjectNode job, int index) {
        return (ObjectNode) job.path("references").path(index);
    }
}
