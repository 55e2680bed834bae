package dev.refinery.rewards.encoder;

import org.jspecify.annotations.Nullable;

/** The encoders that policies may name. Asked when a policy is loaded, never while a candidate is judged. */
public interface Encoders {
    /**
     * @param encoder {@code name@version}
     * @param head which of its heads, null = its default
     * @throws EncoderUnavailableException there is no such encoder here, or it has no such head
     */
    PictureEncoder pictures(String encoder, @Nullable String head);

    /** @throws EncoderUnavailableException there is no such encoder here, or it knows no texts */
    TextEncoder texts(String encoder);

    /** No encoder at all: policies that name one cannot be loaded. */
    static Encoders none() {
        return new Encoders() {
            @Override
            public PictureEncoder pictures(String encoder, @Nullable String head) {
                throw new EncoderUnavailableException(
                        "encoder " + encoder + " is not available: none is configured here");
            }

            @Override
            public TextEncoder texts(String encoder) {
                throw new EncoderUnavailableException(
                        "encoder " + encoder + " is not available: none is configured here");
            }
        };
    }
}
