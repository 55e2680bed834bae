package dev.refinery.provenance;

/** Terms of the IPTC NewsCodes scheme "Digital Source Type" that results can be of. */
public enum DigitalSourceType {
    /**
     * Put together from several pictures, any of which may or may not be made by a model: what the compositor makes. It uses no trained
     * model, but nobody knows where the client's pictures come from, so {@code compositeCapture} would claim too much.
     */
    COMPOSITE("composite"),
    /** Made from the client's pictures with a trained generative model. */
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA("compositeWithTrainedAlgorithmicMedia");

    private static final String SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    private final String term;

    DigitalSourceType(String term) {
        this.term = term;
    }

    /**
     * @param kind of the bundle that made the picture; one that is not known here is taken for a trained model
     */
    public static DigitalSourceType ofBundleKind(String kind) {
        return kind.equals("compositor") ? COMPOSITE : COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA;
    }

    /** As it stands in XMP. */
    public String uri() {
        return SCHEME + term;
    }
}
