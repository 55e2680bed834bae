package dev.refinery.gateway.adapter.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** What is done to connections. */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    /** A client that reads slowly gets what was written before. */
    private static final int PATIENCE_SECONDS = 30;

    private Connections() {}

    /**
     * Ends an answer that has begun so that its reader sees that it is not whole. Returns when the connection is gone: whoever ends the
     * answer before would write the mark of an end behind what still waits to be sent. Not on an event loop.
     */
    static void breakOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
            return;
        }
        try {
            request.connection()
                    .close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("an answer could not be broken off: path=%s %s", request.path(), e);
        }
    }
}
