package dev.refinery.worker.app;

import java.util.Locale;

/** Where the time of a task goes, in order. */
public enum Stage {
    /** Photos fetched, decoded and encoded, or found in memory. */
    REFERENCES,
    /** Waiting for a place on the device, and the device's own work. */
    RENDER,
    /** The picture into its file format. */
    ENCODE,
    /** Picture and masks into the store; masks are encoded meanwhile. */
    UPLOAD,
    /** Events into the log, until they are acknowledged. */
    PUBLISH;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
