package dev.refinery.imaging;

import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates a PNG's pixel data row by row. Nobody asks for more rows than the header promises: a bomb's surplus stays packed. */
final class PngRows implements AutoCloseable {
    private final byte[] file;
    private final Iterator<PngPicture.Span> spans;
    private final Inflater inflater = new Inflater();

    PngRows(byte[] file, List<PngPicture.Span> spans) {
        this.file = file;
        this.spans = spans.iterator();
    }

    /** Fills the whole of {@code row} up to {@code length}. */
    void next(byte[] row, int length) throws ImageRejectedException {
        int filled = 0;
        try {
            while (filled < length) {
                int n = inflater.inflate(row, filled, length - filled);
                filled += n;
                if (n == 0) {
                    if (inflater.finished() || inflater.needsDictionary() || !spans.hasNext()) {
                        throw ImageRejectedException.truncated("pixels are missing from the PNG");
                    }
                    PngPicture.Span span = spans.next();
                    inflater.setInput(file, span.from(), span.length());
                }
            }
        } catch (DataFormatException e) {
            throw new ImageRejectedException(
                    ImageRejectedException.UNDECODABLE, "cannot be decoded: the PNG's pixels are damaged", e);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
