package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** {@code refinery.scorer.*}: judging candidates. */
@ConfigMapping(prefix = "refinery.scorer")
public interface ScorerSettings {
    /** Reward policies of the product that are loaded at start with the encoders that they need; published ones load when named. */
    @WithDefault("catalog@1")
    List<String> policies();

    /** Candidates judged at the same time; empty = the number of cores. */
    OptionalInt parallelism();

    /** Decoded reference photos kept, by content. */
    @WithDefault("24")
    int cachedReferences();

    /** Longest side of a picture that is decoded, pixels. */
    @WithDefault("12000")
    int maxImageSide();

    /** First pause when the object store is down; doubles up to {@link #longestPause}. */
    @WithDefault("PT0.2S")
    Duration firstPause();

    @WithDefault("PT5S")
    Duration longestPause();
}
