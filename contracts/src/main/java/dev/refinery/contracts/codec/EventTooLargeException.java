package dev.refinery.contracts.codec;

/** An event does not fit into a record; nothing was written. */
public final class EventTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int bytes;

    EventTooLargeException(String type, int bytes) {
        super(type + " takes " + bytes + " bytes, at most " + EventCodec.MAX_BYTES + " are allowed");
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
