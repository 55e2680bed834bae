package dev.refinery.storage;

/** The object at this key has more bytes than its reader would take. */
public final class ObjectTooLarge extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    public ObjectTooLarge(String key, long maxBytes) {
        super("object " + key + " has more than " + maxBytes + " bytes", null);
    }
}
