package dev.refinery.rewards.encoder;

/** An encoder that puts texts and pictures in one space. Thread-safe, deterministic. */
public interface TextEncoder extends PictureEncoder {
    /** @return a vector of length 1; what does not fit into the encoder's window of tokens is cut off */
    float[] embed(String text);
}
