package dev.refinery.imaging;

/** Names common files that are not ours to read, for the error message only. */
final class ForeignType {
    private ForeignType() {}

    static String guess(byte[] bytes) {
        if (Bytes.has(bytes, 0, "GIF8")) {
            return "it looks like a GIF";
        }
        if (Bytes.has(bytes, 0, "BM")) {
            return "it looks like a BMP";
        }
        if (Bytes.has(bytes, 0, "II*\0") || Bytes.has(bytes, 0, "MM\0*")) {
            return "it looks like a TIFF or a camera's raw file";
        }
        if (Bytes.has(bytes, 4, "ftyp")) {
            return Bytes.has(bytes, 8, "avif") ? "it looks like an AVIF" : "it looks like a HEIC or a video";
        }
        if (Bytes.has(bytes, 0, "%PDF")) {
            return "it looks like a PDF";
        }
        if (Bytes.has(bytes, 0, "PK")) {
            return "it looks like a ZIP archive";
        }
        return isText(bytes) ? "it looks like text" : "its content is not recognised";
    }

    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 512); i++) {
            int b = bytes[i] & 0xFF;
            if (b < 32 && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
