package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.PictureHash;
import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model behind an images API, the API being the product's own: each candidate of a job is a job of the compositor. The outer job waits in
 * the lane for batches and the inner ones in the other, so that neither takes the other's places.
 */
class ImagesApiIT {
    private static final int CANDIDATES = 2;

    @TempDir
    static Path folder;

    @Test
    void aJobIsMadeOfPicturesThatAnImagesApiDrew() throws Exception {
        int port = Checkout.freePort();
        StackOptions options = StackOptions.of(Checkout.ROOT, new StackHome(folder.resolve("home")))
                .withGatewayPort(port)
                .withEnvironment(Map.of(
                        "REFINERY_BUNDLES_PATH",
                        bundles().toString(),
                        "REFINERY_GATEWAY_MODELS",
                        "compositor@1,mirror@1",
                        "REFINERY_IMAGES_API_SERVERS__OWN__BASE_URL",
                        "http://127.0.0.1:" + port + "/v1",
                        "REFINERY_IMAGES_API_SERVERS__OWN__TIMEOUT",
                        "PT110S"));
        try (LocalStack stack = LocalStack.start(options, StackListener.SILENT)) {
            Api api = new Api(stack.gateway());
            ObjectNode order = api.smallJob();
            order.put("model", "mirror@1").put("priority", "batch");
            order.putObject("refinement").put("max_rounds", 1).put("candidates", CANDIDATES);
            String job = api.submit(order);

            PictureHash delivered = api.picture(job);

            JsonNode ended = api.job(job);
            String[] winner =
                    ended.path("results").path(0).path("from").asText().split("/");
            byte[] candidate =
                    api.download("/v1/jobs/" + job + "/candidates/" + winner[0] + "/" + winner[1] + "/image");
            assertThat(PictureHash.of(candidate))
                    .as("the winner's own picture, not another one")
                    .isEqualTo(delivered);
            JsonNode jobs = Json.mapper().readTree(api.get("/v1/jobs").body()).path("jobs");
            assertThat(jobs.findValuesAsText("model"))
                    .as("one call for each candidate, none for the final render")
                    .hasSize(CANDIDATES + 1)
                    .contains("mirror@1", "compositor@1");
        }
    }

    private static Path bundles() throws Exception {
        Path bundles = folder.resolve("bundles");
        Path compositor = Files.createDirectories(bundles.resolve("compositor/1"));
        try (Stream<Path> files = Files.list(Checkout.ROOT.resolve("bundles/compositor/1"))) {
            for (Path file : files.toList()) {
                Files.copy(file, compositor.resolve(file.getFileName()));
            }
        }
        Path mirror = Files.createDirectories(bundles.resolve("mirror/1"));
        Files.writeString(mirror.resolve("bundle.json"), """
                {"schema": 1, "name": "mirror", "version": "1", "kind": "images-api", "description": "our own gateway", "license": "none",
                 "server": "own", "model": "compositor@1", "roles": {"subject": {"max": 6}, "background": {"max": 1}, "style": {"max": 1}},
                 "maxReferences": 8, "sizes": {"min": 64, "max": 2048}, "seed": {"field": "seed", "bits": 31},
                 "fields": {"response_format": "b64_json", "priority": "interactive",
                            "refinement": "{\\"max_rounds\\": 1, \\"candidates\\": 1}"},
                 "price": 0.01}
                """);
        return bundles;
    }
}
