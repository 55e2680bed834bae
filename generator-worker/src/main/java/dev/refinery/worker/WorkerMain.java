package dev.refinery.worker;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Exits with 0 when it was told to stop and did so in order. */
@QuarkusMain
public final class WorkerMain implements QuarkusApplication {
    private static final int SIGINT = 130;
    private static final int SIGTERM = 143;

    public static void main(String... args) {
        Quarkus.run(
                WorkerMain.class, (code, failure) -> System.exit(code == SIGTERM || code == SIGINT ? 0 : code), args);
    }

    @Override
    public int run(String... args) {
        Quarkus.waitForExit();
        return 0;
    }
}
