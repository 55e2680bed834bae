package dev.refinery.rewards.vlm;

/** A policy names a vision-language model, but no endpoint is configured. */
public final class VisionJudgeUnavailableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public VisionJudgeUnavailableException(String message) {
        super(message);
    }
}
