package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs many jobs through a whole local stack and prints the resident memory of each process as it goes. Linux only. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Runs jobs one after another through a fresh local stack; prints each process's resident memory.",
        footer = {"", "Example:", "  refinery bench soak --jobs 100"})
final class SoakCommand implements Callable<Integer> {
    private static final Duration JOB_PATIENCE = Duration.ofMinutes(5);
    private static final double GROWTH_ALLOWED = 1.10;

    @Option(names = "--jobs", defaultValue = "100", description = "How many jobs; default ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(names = "--every", defaultValue = "20", description = "Jobs between two lines; default ${DEFAULT-VALUE}.")
    private int every;

    @Option(
            names = "--job",
            defaultValue = "samples/jobs/single-product.json",
            description = "Job file; default ${DEFAULT-VALUE}. Each run gets another seed.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("refinery.root", "."))
                .toAbsolutePath()
                .normalize();
        Path home = Files.createTempDirectory("refinery-soak");
        PrintWriter out = spec.commandLine().getOut();
        out.println("stack in " + home + "; resident MB after each job count");
        out.println("  jobs   infra  scorer  worker gateway   s/job");
        try (LocalStack stack = LocalStack.start(StackOptions.of(root, new StackHome(home)), StackListener.SILENT)) {
            ObjectNode job = prepared(stack.gateway(), root.resolve(file));
            long[] early = new long[LocalStack.SERVICES.size()];
            long[] last = early;
            long begun = System.nanoTime();
            for (int done = 1; done <= jobs; done++) {
                run(stack.gateway(), job, done);
                if (done == 1 || done % every == 0 || done == jobs) {
                    last = memory(stack);
                    line(out, done, last, (System.nanoTime() - begun) / 1e9 / done);
                }
                if (done == Math.min(every, jobs)) {
                    early = last;
                }
            }
            return verdict(out, early, last);
        }
    }

    private int verdict(PrintWriter out, long[] early, long[] last) {
        boolean grew = false;
        for (int i = 0; i < last.length; i++) {
            if (last[i] > early[i] * GROWTH_ALLOWED) {
                out.println(LocalStack.SERVICES.get(i) + " grew from " + early[i] + " to " + last[i] + " MB");
                grew = true;
            }
        }
        out.println(grew ? "memory grows" : "no process grew by more than 10 %");
        out.flush();
        return grew ? 1 : 0;
    }

    private static void line(PrintWriter out, int done, long[] memory, double secondsPerJob) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%6d", done));
        for (long megabytes : memory) {
            text.append(String.format(Locale.ROOT, "%8d", megabytes));
        }
        out.println(text + String.format(Locale.ROOT, "%8.1f", secondsPerJob));
        out.flush();
    }

    /** The job with its pictures uploaded. */
    private ObjectNode prepared(URI gateway, Path jobFile) throws IOException, InterruptedException {
        ObjectNode job = (ObjectNode) Json.mapper().readTree(Files.readAllBytes(jobFile));
        for (JsonNode node : job.path("references")) {
            ObjectNode reference = (ObjectNode) node;
            Path picture = jobFile.resolveSibling(reference.remove("file").asText());
            JsonNode asset = send(HttpRequest.newBuilder(gateway.resolve("/v1/assets"))
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofFile(picture)));
            reference.set("asset", asset.path("id"));
        }
        return job;
    }

    private void run(URI gateway, ObjectNode job, int seed) throws IOException, InterruptedException {
        job.put("seed", seed);
        String id = send(HttpRequest.newBuilder(gateway.resolve("/v1/jobs"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(job.toString())))
                .path("id")
                .asText();
        long deadline = System.nanoTime() + JOB_PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            String status = send(HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + id)))
                    .path("status")
                    .asText();
            if (status.equals("succeeded")) {
                return;
            }
            if (List.of("failed", "canceled", "expired").contains(status)) {
                throw new BenchFailure("job " + id + " ended as " + status);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new BenchFailure("job " + id + " did not end within " + JOB_PATIENCE.toMinutes() + " minutes");
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailure(response.uri() + " answered " + response.statusCode());
        }
        return Json.mapper().readTree(response.body());
    }

    /** Resident megabytes of each service, in the order of {@link LocalStack#SERVICES}. */
    private static long[] memory(LocalStack stack) throws IOException {
        long[] all = new long[LocalStack.SERVICES.size()];
        for (int i = 0; i < all.length; i++) {
            for (String line :
                    Files.readAllLines(Path.of("/proc/" + stack.pid(LocalStack.SERVICES.get(i)) + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    all[i] = Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        }
        return all;
    }
}
