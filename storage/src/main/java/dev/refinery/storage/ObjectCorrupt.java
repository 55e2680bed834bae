package dev.refinery.storage;

/** The bytes at this key are not the bytes that belong there. */
public final class ObjectCorrupt extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    private final String key;

    public ObjectCorrupt(String key, String expectedSha256, String actualSha256) {
        super("object " + key + " should hash to " + expectedSha256 + " but hashes to " + actualSha256, null);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
