package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A picture that a job is to honour, and what it is for. Begin with {@link #of} or {@link #subject}, then say where the picture comes
 * from: an asset, a URL, or nothing when it comes with the request under this name.
 *
 * @param mask an asset id, a URL or the name of a part: white where the subject is; null = none
 * @param weight null = 1
 * @param gate score in [0, 1] that it has to reach; null = the policy's
 * @param heightCm real height of a subject; null = not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferenceRequest(
        String name,
        Role role,
        @Nullable String asset,
        @Nullable String url,
        @Nullable String mask,
        @Nullable Double weight,
        @Nullable Double gate,
        @Nullable Double heightCm) {
    public ReferenceRequest {
        Objects.requireNonNull(name, "name");
        if (role == Role.UNKNOWN) {
            throw new IllegalArgumentException("UNKNOWN is no role that can be asked for");
        }
    }

    public static ReferenceRequest of(Role role, String name) {
        return new ReferenceRequest(name, role, null, null, null, null, null, null);
    }

    public static ReferenceRequest subject(String name) {
        return of(Role.SUBJECT, name);
    }

    public static ReferenceRequest background(String name) {
        return of(Role.BACKGROUND, name);
    }

    public static ReferenceRequest style(String name) {
        return of(Role.STYLE, name);
    }

    /** From a picture that was uploaded. */
    public ReferenceRequest asset(Asset picture) {
        return asset(picture.id());
    }

    public ReferenceRequest asset(String id) {
        return new ReferenceRequest(name, role, id, null, mask, weight, gate, heightCm);
    }

    /** https, or a data URI. */
    public ReferenceRequest url(String address) {
        return new ReferenceRequest(name, role, null, address, mask, weight, gate, heightCm);
    }

    public ReferenceRequest mask(String source) {
        return new ReferenceRequest(name, role, asset, url, source, weight, gate, heightCm);
    }

    public ReferenceRequest weight(double value) {
        return new ReferenceRequest(name, role, asset, url, mask, value, gate, heightCm);
    }

    public ReferenceRequest gate(double value) {
        return new ReferenceRequest(name, role, asset, url, mask, weight, value, heightCm);
    }

    public ReferenceRequest heightCm(double value) {
        return new ReferenceRequest(name, role, asset, url, mask, weight, gate, value);
    }
}
