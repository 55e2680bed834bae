package dev.refinery.worker.adapter.images;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.ApiSizes;
import dev.refinery.inference.bundle.ImagesApiManifest;
import dev.refinery.worker.app.PictureFile;
import dev.refinery.worker.app.PictureProvider;
import dev.refinery.worker.app.ProviderException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A model behind {@code POST {base}/images/edits}, asked in the dialect that its manifest describes. Thread-safe. */
final class ImagesApi implements PictureProvider {
    private static final ImageLimits LIMITS = ImageLimits.DEFAULT;
    /** The largest picture in base64, and some words around it. */
    private static final int MOST_JSON = (int) (LIMITS.maxBytes() / 3 * 4) + (1 << 20);

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MOST_JSON).build())
            .build());

    private final ImagesApiManifest manifest;
    private final ImagesApiServer server;
    private final ProviderMeter meter;

    ImagesApi(ImagesApiManifest manifest, ImagesApiServer server, ProviderMeter meter) {
        this.manifest = manifest;
        this.server = server;
        this.meter = meter;
    }

    @Override
    public Provided make(Order order) throws ProviderException {
        ApiSizes.Size size = manifest.sizes()
                .toAskFor(order.width(), order.height())
                .orElseThrow(() -> new ProviderException.Refused(
                        "unsupported_size",
                        "model " + manifest.id() + " makes pictures of "
                                + manifest.sizes().described()
                                + " pixels, and none of " + order.width() + " x " + order.height()
                                + " can be made of those",
                        true,
                        null));
        ImagesApiServer.Answer answer = server.edit(
                form(order, size),
                order.key(),
                new ImagesApiServer.Patience(order.notAfter(), order.canceled(), MOST_JSON));
        Double price = manifest.price();
        if (price != null) {
            meter.spent(manifest.id(), price);
        }
        byte[] file = picture(answer.body(), order);
        return new Provided(CoverFit.fit(decoded(file), order.width(), order.height()), answer.seconds());
    }

    private MultipartForm form(Order order, ApiSizes.Size size) {
        MultipartForm form = new MultipartForm(order.key())
                .field("model", manifest.model())
                .field("prompt", order.prompt())
                .field("n", "1")
                .field("size", size.text());
        new TreeMap<>(manifest.fields()).forEach(form::field);
        ImagesApiManifest.Seed seed = manifest.seed();
        if (seed != null) {
            form.field(seed.field(), Long.toString(order.seed() >>> (63 - seed.bits())));
        }
        new TreeMap<>(order.controls()).forEach((name, value) -> {
            ImagesApiManifest.Control control = manifest.controls().get(name);
            if (control != null) {
                form.field(name, plain(control.clamp(value)));
            }
        });
        String imageField = manifest.imageField() == null ? ImagesApiManifest.IMAGES : manifest.imageField();
        for (PictureFile picture : order.pictures()) {
            form.file(imageField, picture);
        }
        return form;
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private byte[] picture(byte[] json, Order order) throws ProviderException {
        JsonNode first;
        try {
            JsonNode root = JSON.readTree(json);
            first = root == null ? JSON.missingNode() : root.path("data").path(0);
        } catch (IOException e) {
            throw invalid("is no JSON", e);
        }
        if (first.path("b64_json").isTextual()) {
            try {
                return Base64.getMimeDecoder().decode(first.path("b64_json").asText());
            } catch (IllegalArgumentException e) {
                throw invalid("holds a picture that is not in base64", e);
            }
        }
        if (first.path("url").isTextual()) {
            URI address = address(first.path("url").asText());
            return server.get(
                            address,
                            new ImagesApiServer.Patience(order.notAfter(), order.canceled(), LIMITS.maxBytes()))
                    .body();
        }
        throw invalid("holds no picture: data[0] has neither b64_json nor url", null);
    }

    /**
     * A server may name any address, such as one inside this network, and the worker must not ask there for it. So the picture has to lie
     * where the server is.
     */
    private URI address(String text) throws ProviderException {
        URI base = server.settings().base();
        URI address;
        try {
            address = base.resolve(text);
        } catch (IllegalArgumentException e) {
            throw invalid("names a picture's address that is none", e);
        }
        if (!sameOrigin(base, address)) {
            throw invalid(
                    "names a picture elsewhere than on the server itself: let the manifest's fields ask for b64_json",
                    null);
        }
        return address;
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other)
                && other.getUserInfo() == null;
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static Raster decoded(byte[] file) throws ProviderException {
        try {
            return ImageNormalizer.normalize(file, LIMITS);
        } catch (ImageRejectedException e) {
            throw invalid("holds a picture that " + e.getMessage(), e);
        }
    }

    private static ProviderException invalid(String why, @Nullable Exception cause) {
        return new ProviderException.Refused("provider_answer_invalid", "the provider's answer " + why, false, cause);
    }
}
