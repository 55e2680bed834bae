package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.app.Upload;
import dev.refinery.gateway.app.UploadedParts;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** The parts of a multipart request: one part with JSON, the others files that lie on disk. */
final class MultipartParts implements AutoCloseable {
    private final List<java.nio.file.Path> written = new ArrayList<>();
    private final Map<String, Collection<FormValue>> values;

    MultipartParts(MultipartFormDataInput form) {
        this.values = form.getValues();
        if (values.containsKey(null)) {
            throw RequestRefused.malformed(ProblemCode.MALFORMED_MULTIPART, null, "A part of the body has no name.");
        }
    }

    /** A part that may come as text or as a file. */
    byte[] text(String name, long maxBytes) {
        Collection<FormValue> found = values.get(name);
        if (found == null || found.isEmpty()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.MISSING_PART, name, "The multipart body must hold a part named " + name + ".");
        }
        FormValue value = found.iterator().next();
        if (!value.isFileItem()) {
            return value.getValue().getBytes(StandardCharsets.UTF_8);
        }
        try (InputStream in = value.getFileItem().getInputStream()) {
            return Requests.read(in, maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a part cannot be read", e);
        }
    }

    /** All files but the part {@code except}. */
    UploadedParts files(String except) {
        List<UploadedParts.Part> parts = new ArrayList<>();
        values.forEach((name, list) -> {
            for (FormValue value : list) {
                if (!name.equals(except) && value.isFileItem()) {
                    parts.add(new UploadedParts.Part(name, value.getFileName(), uploadOf(value)));
                }
            }
        });
        return new UploadedParts(parts);
    }

    /** Files that came as parts of that name, in order. */
    List<UploadedParts.Part> filesOf(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(FormValue::isFileItem)
                .map(value -> new UploadedParts.Part(name, value.getFileName(), uploadOf(value)))
                .toList();
    }

    /** The text fields, each with its values in order. */
    Map<String, List<String>> texts() {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        values.forEach((name, list) -> {
            List<String> found = list.stream()
                    .filter(value -> !value.isFileItem())
                    .map(FormValue::getValue)
                    .toList();
            if (!found.isEmpty()) {
                texts.put(name, found);
            }
        });
        return texts;
    }

    /** Deletes what had to be written to disk here; the server deletes the rest when the request ends. */
    @Override
    public void close() {
        for (java.nio.file.Path file : written) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("a part cannot be deleted", e);
            }
        }
    }

    private Upload uploadOf(FormValue value) {
        try {
            if (value.getFileItem().isInMemory()) {
                java.nio.file.Path file = Files.createTempFile("refinery-part-", ".bin");
                file.toFile().deleteOnExit();
                try (InputStream in = value.getFileItem().getInputStream()) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
                written.add(file);
                return Upload.of(file);
            }
            return Upload.of(value.getFileItem().getFile());
        } catch (IOException e) {
            throw new UncheckedIOException("a part cannot be kept", e);
        }
    }
}
