package dev.refinery.imaging;

/** A JPEG's frame header (SOFn). */
record JpegFrame(int process, int precision, int width, int height, int components, boolean namedRgb) {
    static boolean startsAt(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    static JpegFrame read(byte[] file, int at) throws ImageRejectedException {
        int components = Bytes.u8(file, at + 9);
        JpegFrame frame = new JpegFrame(
                Bytes.u8(file, at + 1) - 0xC0,
                Bytes.u8(file, at + 4),
                Bytes.u16be(file, at + 7),
                Bytes.u16be(file, at + 5),
                components,
                components == 3 && file[at + 10] == 'R' && file[at + 13] == 'G' && file[at + 16] == 'B');
        if (frame.width < 1 || frame.height < 1) {
            throw ImageRejectedException.undecodable("the JPEG header gives no size");
        }
        return frame;
    }

    /** Baseline, extended or progressive with Huffman coding. */
    boolean readable() {
        return process <= 2 && precision == 8 && (components == 1 || components == 3 || components == 4);
    }

    String kind() {
        return "process " + process + ", " + precision + " bits, " + components + " components";
    }
}
