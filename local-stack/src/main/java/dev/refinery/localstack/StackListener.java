package dev.refinery.localstack;

/** Hears what a stack does; called from several threads. */
public interface StackListener {
    StackListener SILENT = new StackListener() {};

    /** A service wrote a line. */
    default void logged(String service, String line) {}

    /** A step of starting or stopping, as a short sentence. */
    default void progressed(String message) {}
}
