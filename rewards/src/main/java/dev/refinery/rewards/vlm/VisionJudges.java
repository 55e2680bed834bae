package dev.refinery.rewards.vlm;

/** The vision-language models that policies may name. */
@FunctionalInterface
public interface VisionJudges {
    /**
     * @param model as the endpoint calls it
     * @throws VisionJudgeUnavailableException no endpoint is configured; the message says what to set
     */
    VisionJudge of(String model);

    /** None is configured. */
    static VisionJudges none() {
        return model -> {
            throw new VisionJudgeUnavailableException("judge vlm (model " + model
                    + ") is not available: set refinery.vlm.base-url to an OpenAI-compatible endpoint, and"
                    + " refinery.vlm.api-key where it asks for one, or name another metric");
        };
    }
}
