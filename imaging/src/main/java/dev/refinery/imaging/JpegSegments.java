package dev.refinery.imaging;

import java.util.ArrayList;
import java.util.List;

/**
 * A JPEG cut at its markers.
 *
 * @param end just behind the end-of-image marker; what follows is no part of the picture
 */
record JpegSegments(List<Segment> segments, int end) {
    /**
     * A marker with what belongs to it: its length and data, and after a start of scan the coded pixels.
     *
     * @param to exclusive
     */
    record Segment(int marker, int from, int to) {
        /** Application data and comments: nothing that changes a pixel. */
        boolean isMetadata() {
            return (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE;
        }
    }

    JpegSegments {
        segments = List.copyOf(segments);
    }

    static JpegSegments of(byte[] file) throws ImageRejectedException {
        List<Segment> segments = new ArrayList<>();
        int at = 2;
        while (true) {
            if (Bytes.u8(file, at) != 0xFF) {
                throw ImageRejectedException.undecodable("a marker of the JPEG is damaged");
            }
            int marker = Bytes.u8(file, at + 1);
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == 0xD9) {
                return new JpegSegments(segments, at + 2);
            }
            boolean bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
            int to = at + 2 + (bare ? 0 : Bytes.u16be(file, at + 2));
            if (marker == 0xDA) {
                to = scanEnd(file, to);
            }
            if (to > file.length || to < at + 2) {
                throw ImageRejectedException.truncated("a segment of the JPEG is cut");
            }
            segments.add(new Segment(marker, at, to));
            at = to;
        }
    }

    /** Coded pixels go on until a marker that is neither a stuffed byte nor a restart. */
    private static int scanEnd(byte[] file, int from) {
        int at = from;
        while (true) {
            if (Bytes.u8(file, at) == 0xFF) {
                int next = Bytes.u8(file, at + 1);
                if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                    return at;
                }
            }
            at++;
        }
    }
}
