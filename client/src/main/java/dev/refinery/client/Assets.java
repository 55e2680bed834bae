package dev.refinery.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.client.Transport.Answer;
import dev.refinery.client.model.Asset;
import dev.refinery.client.model.UploadLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reference pictures. Sending a picture again answers the same asset, so every call may be repeated. Thread-safe. */
public final class Assets {
    private static final String PATH = "/v1/assets";

    private final Transport transport;
    private final Routes routes;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Announcement(
            String mediaType, long bytes, @Nullable String sha256) {}

    Assets(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    /** Sends a picture through the gateway. */
    public Asset upload(Content picture) {
        return transport.read(routes.post(PATH).with(picture).repeatedly().within(routes.transfer()), Asset.class);
    }

    public Asset upload(Path picture) {
        return upload(Content.of(picture));
    }

    public Asset upload(byte[] picture) {
        return upload(Content.of(picture));
    }

    /** Sends a picture as a form does, as the part {@code file}. */
    public Asset uploadForm(Content picture) {
        return upload(Multipart.of(Map.of("file", picture)));
    }

    /** Has the gateway fetch a picture: https, or a data URI. */
    public Asset fromUrl(String address) {
        return transport.read(ask(Map.of("url", address)), Asset.class);
    }

    /** The asset that a file of this hash became before, or that has it itself; empty = there is none, send the file. */
    public Optional<Asset> fromSha256(String hex) {
        try {
            return Optional.of(transport.read(ask(Map.of("sha256", hex)), Asset.class));
        } catch (RefineryException e) {
            if (e.code().equals("unknown_asset")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Sends a picture to the store and not through the gateway: announces it, puts it where the gateway says, and has it made an asset.
     * What is known by its hash is not sent.
     *
     * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/webp}
     */
    public Asset uploadOverLink(Path picture, String mediaType) {
        Announcement announcement;
        try {
            announcement = new Announcement(mediaType, Files.size(picture), sha256(picture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Answer<byte[]> answer =
                transport.send(ask(announcement).with("Accept", "application/json"), BodyHandlers.ofByteArray());
        if (answer.status() != 202) {
            return transport.parse(answer, Asset.class);
        }
        UploadLink link = transport.parse(answer, UploadLink.class);
        put(link, Content.of(picture, mediaType));
        return complete(link.id());
    }

    /** Asks for a link to upload a file of this size over; put it there with exactly its headers, then {@link #complete}. */
    public UploadLink announce(String mediaType, long bytes) {
        return transport.read(ask(new Announcement(mediaType, bytes, null)), UploadLink.class);
    }

    /** Makes an asset of what was uploaded over a link. */
    public Asset complete(String upload) {
        return transport.read(
                routes.post(PATH + "/{}/complete", upload).repeatedly().within(routes.transfer()), Asset.class);
    }

    /** The picture as it is stored. */
    public byte[] download(String asset) {
        return transport.readBytes(routes.get(PATH + "/{}", asset).within(routes.transfer()));
    }

    private Call ask(Object body) {
        return routes.post(PATH).with(transport.body(body)).repeatedly();
    }

    private void put(UploadLink link, Content file) {
        Call call = routes.at(link.upload().url().toString());
        Call put = new Call(link.upload().method(), call.uri(), Map.of(), file, true, call.attempt(), call.whole());
        for (Map.Entry<String, String> header : link.upload().headers().entrySet()) {
            put = put.with(header.getKey(), header.getValue());
        }
        transport.run(put);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
