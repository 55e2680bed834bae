package dev.refinery.inference;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import org.jspecify.annotations.Nullable;

/** What a reference's encoding depends on, next to the bundle: its pixels, its mask and its role. */
public record ReferenceKey(
        Role role, String imageSha256, @Nullable String maskSha256) {
    public static ReferenceKey of(Reference reference) {
        return new ReferenceKey(
                reference.role(),
                reference.image().sha256(),
                reference.mask() == null ? null : reference.mask().sha256());
    }
}
