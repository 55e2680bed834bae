package dev.refinery.storage;

/** A write-once key already holds other bytes. Checked: the caller must decide what a second, different result means. */
public final class AlreadyStoredDifferently extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Stored existing;

    public AlreadyStoredDifferently(Stored existing, String offeredSha256) {
        super("object " + existing.key() + " already holds " + existing.sha256() + ", offered " + offeredSha256);
        this.existing = existing;
    }

    /** What lies there. */
    public Stored existing() {
        return existing;
    }
}
