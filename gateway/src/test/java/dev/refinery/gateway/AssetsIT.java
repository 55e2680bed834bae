package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.sun.net.httpserver.HttpServer;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a picture gets here. */
@Backends
@QuarkusTest
@TestProfile(AssetsIT.NeighboursAllowed.class)
@QuarkusTestResource(Surroundings.class)
class AssetsIT {
    /** So that the test's own server may be fetched from; JobsIT has the guard on. */
    public static final class NeighboursAllowed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("refinery.fetch.allow-http", "true", "refinery.fetch.allow-private", "true");
        }
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = AssetsIT.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static ValidatableResponse upload(byte[] file, String mediaType) {
        return given().contentType(mediaType).body(file).post("/v1/assets").then();
    }

    private static ValidatableResponse ask(String json) {
        return given().contentType("application/json")
                .body(json)
                .post("/v1/assets")
                .then();
    }

    private static String announcement(byte[] file, String sha256) {
        return "{\"media_type\":\"image/png\",\"bytes\":" + file.length
                + (sha256 == null ? "" : ",\"sha256\":\"" + sha256 + "\"") + "}";
    }

    private static int put(ValidatableResponse announced, byte[] file) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(announced.extract().path("upload.url")))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(file));
        Map<String, String> headers = announced.extract().path("upload.headers");
        headers.forEach(request::header);
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static ValidatableResponse complete(ValidatableResponse announced) {
        return given().post(announced.extract().<String>path("complete_url")).then();
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/golden/read.csv", numLinesToSkip = 1)
    void storesEveryKindOfPictureUprightInSrgb(
            String file,
            String expected,
            int tolerance,
            String mediaType,
            int width,
            int height,
            int orientation,
            String profile,
            boolean animated)
            throws Exception {
        byte[] bytes = golden(file);
        String extension = file.substring(file.lastIndexOf('.') + 1);
        BufferedImage wanted = ImageIO.read(new ByteArrayInputStream(golden(expected)));

        ValidatableResponse answer = upload(bytes, "image/" + (extension.equals("jpg") ? "jpeg" : extension));
        answer.body("media_type", equalTo("image/png"))
                .body("width", equalTo(wanted.getWidth()))
                .body("height", equalTo(wanted.getHeight()))
                .body("original.media_type", equalTo(mediaType))
                .body("original.width", equalTo(width))
                .body("original.height", equalTo(height))
                .body("original.bytes", equalTo(bytes.length))
                .body("original.sha256", equalTo(Sha256.hex(bytes)))
                .body("original.orientation", equalTo(orientation))
                .body("original.color_profile", equalTo(profile))
                .body("original.animated", equalTo(animated));
        assertThat(answer.extract().statusCode()).isIn(200, 201);

        byte[] stored = given().get(answer.extract().<String>path("url")).asByteArray();
        assertThat(stored).hasSize(answer.extract().<Integer>path("bytes"));
        assertThat(worstDifference(ImageIO.read(new ByteArrayInputStream(stored)), wanted))
                .isLessThanOrEqualTo(tolerance);
    }

    private static int worstDifference(BufferedImage a, BufferedImage b) {
        int worst = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                int p = a.getRGB(x, y);
                int q = b.getRGB(x, y);
                // Where nothing is visible the colour is anybody's choice.
                for (int shift = q >>> 24 == 0 ? 24 : 0; shift < 32; shift += 8) {
                    worst = Math.max(worst, Math.abs((p >>> shift & 0xFF) - (q >>> shift & 0xFF)));
                }
            }
        }
        return worst;
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/golden/refused.csv", numLinesToSkip = 1)
    void refusesWhatIsNoPictureOrTooMuchOfOne(String file, String code) throws Exception {
        upload(golden(file), "application/octet-stream")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("detail", notNullValue());
    }

    @Test
    void takesAPictureOverALinkToTheStore() throws Exception {
        byte[] file = Pictures.png(80, 50, 201);
        ValidatableResponse announced = ask(announcement(file, Sha256.hex(file)))
                .statusCode(202)
                .body("upload.method", equalTo("PUT"))
                .body("upload.expires_at", notNullValue());
        complete(announced).statusCode(409).body("code", equalTo("upload_missing"));

        assertThat(put(announced, file)).isEqualTo(200);
        String id = complete(announced)
                .statusCode(201)
                .header("Location", notNullValue())
                .body("width", equalTo(80))
                .body("original.sha256", equalTo(Sha256.hex(file)))
                .extract()
                .path("id");
        complete(announced).statusCode(200).body("id", equalTo(id)).body("original.width", equalTo(80));

        given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"asset\":\"" + id + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(202);
        // Announced again, it needs no upload.
        ask(announcement(file, Sha256.hex(file))).statusCode(200).body("id", equalTo(id));
    }

    @Test
    void aLinkTakesOnlyWhatWasAnnounced() throws Exception {
        byte[] file = Pictures.png(80, 50, 202);
        byte[] other = Pictures.png(90, 50, 203);
        ValidatableResponse announced = ask(announcement(file, null)).statusCode(202);
        assertThat(put(announced, other)).isEqualTo(403);
        complete(announced).statusCode(409).body("code", equalTo("upload_missing"));

        byte[] noPicture = "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        ValidatableResponse text = ask(announcement(noPicture, null)).statusCode(202);
        assertThat(put(text, noPicture)).isEqualTo(200);
        complete(text).statusCode(422).body("code", equalTo("unsupported_media_type"));

        ValidatableResponse wrong = ask(announcement(file, "0".repeat(64))).statusCode(202);
        assertThat(put(wrong, file)).isEqualTo(200);
        complete(wrong).statusCode(422).body("code", equalTo("upload_mismatch")).body("field", equalTo("sha256"));

        for (String unknown : new String[] {"upl_" + "0".repeat(32), "nonsense"}) {
            given().post("/v1/assets/" + unknown + "/complete")
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("unknown_upload"));
        }
    }

    @Test
    void findsAPictureByItsHash() {
        byte[] file = Pictures.png(33, 22, 204);
        String hash = "{\"sha256\":\"" + Sha256.hex(file) + "\"}";
        ask(hash).statusCode(404).contentType("application/problem+json").body("code", equalTo("unknown_asset"));

        String id = upload(file, "image/png").statusCode(201).extract().path("id");
        ask(hash).statusCode(200).body("id", equalTo(id)).body("original.media_type", equalTo("image/png"));
        ask("{\"sha256\":\"" + id.substring(4) + "\"}").statusCode(200).body("id", equalTo(id));
    }

    @Test
    void fetchesAPictureByItsAddress() throws Exception {
        byte[] photo = golden("exif-6.jpg");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/photo", exchange -> {
            exchange.sendResponseHeaders(200, photo.length);
            exchange.getResponseBody().write(photo);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "/photo");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/large", exchange -> {
            exchange.sendResponseHeaders(200, 1_000_001);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            String id = ask("{\"url\":\"" + base + "/photo\"}")
                    .body("width", equalTo(16))
                    .body("original.orientation", equalTo(6))
                    .extract()
                    .path("id");
            assertThat(id).startsWith("ast_");
            given().contentType("application/json")
                    .body("{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"url\":\"" + base + "/photo\"}]}")
                    .post("/v1/jobs")
                    .then()
                    .statusCode(202)
                    .body("references[0].asset", equalTo(id));
            ask("{\"url\":\"" + base + "/elsewhere\"}")
                    .statusCode(422)
                    .body("code", equalTo("url_redirected"))
                    .body("field", equalTo("url"));
            ask("{\"url\":\"" + base + "/large\"}").statusCode(422).body("code", equalTo("image_too_large"));
            ask("{\"url\":\"" + base + "/nothing\"}").statusCode(422).body("code", equalTo("url_unreachable"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesSmallPicturesInsideAJob() {
        String subject = dataUri(Pictures.png(40, 30, 205));
        given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"url\":\"" + subject + "\",\"mask\":\""
                        + dataUri(Pictures.png(20, 15, 206)) + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .body("references[0].width", equalTo(40))
                .body("references[0].asset", startsWith("ast_"))
                .body("references[0].mask", startsWith("ast_"));
        ask("{\"url\":\"" + subject + "\"}").statusCode(200).body("width", equalTo(40));
    }

    static Stream<Arguments> badDataUris() {
        return Stream.of(
                Arguments.of(dataUri(new byte[65_537]), "data_uri_too_large"),
                Arguments.of("data:image/png;base64,%%%", "invalid_data_uri"),
                Arguments.of("data:image/svg+xml,<svg/>", "invalid_data_uri"),
                Arguments.of(dataUri(Pictures.text()), "unsupported_media_type"),
                Arguments.of(dataUri(Pictures.wide()), "image_too_large"));
    }

    @ParameterizedTest
    @MethodSource("badDataUris")
    void refusesOtherDataUris(String uri, String code) {
        long before = Bus.enqueued();
        given().contentType("application/json")
                .body("{\"references\":[{\"name\":\"a\",\"role\":\"subject\",\"url\":\"" + uri + "\"}]}")
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("code", equalTo(code))
                .body("field", equalTo("references[0].url"));
        assertThat(Bus.enqueued()).isEqualTo(before);
    }

    private static String dataUri(byte[] file) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file);
    }

    @Test
    void refusesRequestsThatSayTooLittleOrTooMuch() {
        ask("{}").statusCode(422).body("code", equalTo("missing_field"));
        ask("{\"media_type\":\"image/png\",\"bytes\":1000001}")
                .statusCode(422)
                .body("code", equalTo("image_too_large"))
                .body("field", equalTo("bytes"));
        ask("{\"media_type\":\"image/gif\",\"bytes\":\"a\",\"x\":1}")
                .statusCode(422)
                .body("errors.size()", equalTo(2));
        ask("{\"url\":").statusCode(400).body("code", equalTo("malformed_json"));
        given().contentType("text/plain")
                .body("x")
                .post("/v1/assets")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_content_type"));
    }

    @Test
    void isDescribed() {
        given().get("/openapi?format=json")
                .then()
                .body("paths", hasKey("/v1/assets/{id}/complete"))
                .body("paths.'/v1/assets'.post.requestBody.content", hasKey("application/json"))
                .body("components.schemas.AssetUpload.properties", hasKey("complete_url"))
                .body("components.schemas.AssetOriginal.properties", hasKey("color_profile"))
                .body("components.schemas.AssetOriginal.properties.animated.description", not(nullValue()))
                .body("components.schemas.AssetRequest.properties.keySet()", everyItem(notNullValue()));
    }
}
