package dev.refinery.gateway.adapter.http;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.jboss.resteasy.reactive.common.headers.MediaTypeHeaderDelegate;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/**
 * Tells a request that cannot be read from a fault of ours. The framework reads media types and multipart bodies before any of our code,
 * and breaks with whatever its parsers threw: where they broke says what it was. Pure.
 */
enum UnreadRequest {
    CONTENT_TYPE,
    MULTIPART,
    /** Whoever sent it has gone. */
    GONE,
    /** Something else is wrong. */
    NONE;

    private static final String PARSER = MultipartParser.class.getPackageName() + ".";

    static UnreadRequest of(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpClosedException || cause instanceof ClosedChannelException) {
                return GONE;
            }
        }
        StackTraceElement[] trace = e.getStackTrace();
        if (passes(trace, MediaTypeHeaderDelegate.class.getName())) {
            return CONTENT_TYPE;
        }
        // Files of a body are written to disk from there too: what fails so is not the client's.
        boolean parsed = e instanceof IOException
                ? trace.length > 0 && trace[0].getClassName().startsWith(PARSER)
                : passes(trace, PARSER);
        return parsed ? MULTIPART : NONE;
    }

    private static boolean passes(StackTraceElement[] trace, String prefix) {
        return Arrays.stream(trace).anyMatch(frame -> frame.getClassName().startsWith(prefix));
    }
}
