package dev.refinery.gateway.app.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Goes through the lines of a stream, none of them held beyond a bound. Not thread-safe. */
final class BoundedLines {
    private final InputStream in;
    private final int maxBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private boolean tooLong;

    BoundedLines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.maxBytes = maxBytes;
    }

    /** False after the last line. */
    boolean next() throws IOException {
        line.reset();
        tooLong = false;
        int b = in.read();
        if (b < 0) {
            return false;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() >= maxBytes) {
                tooLong = true;
            } else {
                line.write(b);
            }
        }
        return true;
    }

    /** There was more of the line than the bound. */
    boolean tooLong() {
        return tooLong;
    }

    byte[] bytes() {
        return line.toByteArray();
    }
}
