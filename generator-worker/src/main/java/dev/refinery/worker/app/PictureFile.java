package dev.refinery.worker.app;

/** An encoded picture on its way to a provider. {@link #bytes()} is a live view: treat it as read-only. */
public final class PictureFile {
    private final String name;
    private final String mediaType;
    private final byte[] bytes;

    /** @param name without an ending */
    public PictureFile(String name, String mediaType, byte[] bytes) {
        this.name = name;
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    public String name() {
        return name;
    }

    public String mediaType() {
        return mediaType;
    }

    public byte[] bytes() {
        return bytes;
    }
}
