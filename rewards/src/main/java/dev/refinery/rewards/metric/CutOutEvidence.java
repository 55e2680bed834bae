package dev.refinery.rewards.metric;

/**
 * What a photo says about a cut-out that was claimed of it.
 *
 * @param open share of the outline across which the photo goes on, [0, 1]
 * @param unseen share of the outline where the photo ends, so that nothing can be said about it, [0, 1]
 * @param overreach share of the cut-out that is sure backdrop by the scorer's own foreground, [0, 1]
 * @param told the foreground is the user's own mask: it needs no second witness, and decides against the photo's edges
 */
record CutOutEvidence(double open, double unseen, double overreach, boolean told) {
    /** Right cut-outs came to .09 at most on the benchmark's photos, and beyond this in 2 of 14 crops of composed scenes. */
    private static final double FREE = 0.15;
    /** As for spill: a third too much halves the score. */
    private static final double SLOPE = 1.6;

    /** An outline that follows the photo's frame further than this is a pasted photo rather than a subject that its frame cuts off. */
    private static final double CUT_OFF = 0.5;

    /**
     * Factor of a score, [0, 1]: 1 for nothing to object to. Salience is believed only as far as the outline agrees, or follows the
     * frame for the most part: it takes a white product on white, and a subject that the frame cuts off, for backdrop.
     */
    double clean() {
        double second = 2 * open + Math.max(0, unseen - CUT_OFF) / (1 - CUT_OFF);
        double wrong = told ? overreach : open + Math.min(overreach, second);
        return 1 - Math.clamp(SLOPE * (wrong - FREE), 0, 1);
    }
}
