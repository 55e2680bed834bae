package dev.refinery.inference.runtime;

/**
 * What a bundle has done since it was loaded.
 *
 * @param running native calls in progress
 * @param encodingBytes native memory that cached encodings take
 * @param encodingHits references whose encoding was there
 * @param promptHits prompts whose encoding was there; none where prompts are not read
 * @param calls of the generator's network
 * @param rows of those calls: above {@code calls}, pictures shared them
 */
public record RuntimeStatistics(
        int running,
        long encodingBytes,
        long encodingHits,
        long encodingMisses,
        long promptHits,
        long promptMisses,
        long calls,
        long rows) {
    /** Of a bundle that is not loaded. */
    public static final RuntimeStatistics NONE = new RuntimeStatistics(0, 0, 0, 0, 0, 0, 0, 0);

    /** Of both together. */
    public RuntimeStatistics plus(RuntimeStatistics other) {
        return new RuntimeStatistics(
                running + other.running,
                encodingBytes + other.encodingBytes,
                encodingHits + other.encodingHits,
                encodingMisses + other.encodingMisses,
                promptHits + other.promptHits,
                promptMisses + other.promptMisses,
                calls + other.calls,
                rows + other.rows);
    }

    /** What stays counted when the bundle is unloaded. */
    public RuntimeStatistics past() {
        return new RuntimeStatistics(0, 0, encodingHits, encodingMisses, promptHits, promptMisses, calls, rows);
    }
}
