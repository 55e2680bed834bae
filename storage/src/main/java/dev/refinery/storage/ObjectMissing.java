package dev.refinery.storage;

/** There is no object at this key (never was, or it has expired). */
public final class ObjectMissing extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    private final String key;

    public ObjectMissing(String key) {
        super("no object at " + key, null);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
