package dev.refinery.localstack;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Ends this JVM when the process that started it goes away, however it went.
 *
 * <p>The parent holds the other end of standard input and never writes: end of file means that it is gone, kill -9
 * included. Then this JVM exits in order, and by force when that takes longer than the grace.
 */
final class ParentWatch {
    private static final long GRACE_SECONDS = 10;

    private ParentWatch() {}

    static void begin() {
        Thread.ofPlatform().name("parent-watch").daemon(true).start(ParentWatch::watch);
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // Whatever is written here means only that the parent lives.
            }
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        Thread.ofPlatform().name("parent-watch-deadline").daemon(true).start(ParentWatch::haltAfterGrace);
        System.exit(0);
    }

    private static void haltAfterGrace() {
        try {
            TimeUnit.SECONDS.sleep(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
