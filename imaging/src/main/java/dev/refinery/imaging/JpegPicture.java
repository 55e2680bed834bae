package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JPEG file (ITU-T T.81; Adobe's APP14 for CMYK): baseline and progressive, 8 bits, 1, 3 or 4 components. */
final class JpegPicture implements Picture {
    /** Progressive files use about ten scans; thousands are an attack on the decoder's time. */
    static final int MAX_SCANS = 100;

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COM = 0xFE;
    private static final String ICC = "ICC_PROFILE\0";

    private final byte[] file;
    private final JpegFrame frame;
    private final Map<Integer, byte[]> profileParts = new TreeMap<>();
    private int orientation = 1;
    private int adobeTransform = -1;
    private boolean jfif;

    private JpegPicture(byte[] file, JpegFrame frame) {
        this.file = file;
        this.frame = frame;
    }

    static boolean matches(byte[] file) {
        return file.length > 3 && Bytes.u16be(file, 0) == (0xFF00 | SOI) && Bytes.u8(file, 2) == 0xFF;
    }

    static JpegPicture open(byte[] file) throws ImageRejectedException {
        int at = 2;
        while (true) {
            at = marker(file, at);
            int marker = Bytes.u8(file, at + 1);
            if (JpegFrame.startsAt(marker)) {
                JpegPicture picture = new JpegPicture(file, JpegFrame.read(file, at));
                picture.readMetadata();
                return picture;
            }
            if (marker == SOS || marker == EOI) {
                throw ImageRejectedException.undecodable("the JPEG header is missing");
            }
            at = afterSegment(file, at);
        }
    }

    /** Position of the next marker's last 0xFF. */
    private static int marker(byte[] file, int from) throws ImageRejectedException {
        int at = from;
        if (Bytes.u8(file, at) != 0xFF) {
            throw ImageRejectedException.undecodable("the JPEG's structure is damaged");
        }
        while (Bytes.u8(file, at + 1) == 0xFF) {
            at++;
        }
        return at;
    }

    private static int afterSegment(byte[] file, int at) throws ImageRejectedException {
        int length = Bytes.u16be(file, at + 2);
        if (length < 2) {
            throw ImageRejectedException.undecodable("the JPEG's structure is damaged");
        }
        if (at + 2 + length > file.length) {
            throw ImageRejectedException.truncated("a JPEG segment is incomplete");
        }
        return at + 2 + length;
    }

    private void readMetadata() throws ImageRejectedException {
        int at = 2;
        while (true) {
            at = marker(file, at);
            int marker = Bytes.u8(file, at + 1);
            if (marker == SOS || marker == EOI) {
                return;
            }
            int end = afterSegment(file, at);
            int data = at + 4;
            if (marker == APP0 && Bytes.has(file, data, "JFIF\0")) {
                jfif = true;
            } else if (marker == APP1 && Bytes.has(file, data, "Exif\0\0")) {
                orientation = Orientation.read(file, data + 6, end);
            } else if (marker == APP2 && Bytes.has(file, data, ICC) && end > data + 14) {
                profileParts.putIfAbsent(Bytes.u8(file, data + 12), Arrays.copyOfRange(file, data + 14, end));
            } else if (marker == APP14 && Bytes.has(file, data, "Adobe") && end >= data + 12) {
                adobeTransform = Bytes.u8(file, data + 11);
            }
            at = end;
        }
    }

    @Override
    public ImageProbe probe() {
        return new ImageProbe(ImageProbe.JPEG, frame.width(), frame.height());
    }

    @Override
    public int orientation() {
        return orientation;
    }

    @Override
    public byte @Nullable [] profile() throws ImageRejectedException {
        if (profileParts.isEmpty()) {
            return null;
        }
        ColorProfile.checkSize(
                profileParts.values().stream().mapToLong(part -> part.length).sum());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        profileParts.values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    @Override
    public boolean animated() {
        return false;
    }

    @Override
    public Samples samples() throws ImageRejectedException {
        if (!frame.readable()) {
            throw ImageRejectedException.undecodable("this kind of JPEG is not supported: " + frame.kind());
        }
        byte[] raw = JpegDecompressor.decompress(bare(), frame);
        return switch (frame.components()) {
            case 1 -> new Samples(frame.width(), frame.height(), Samples.Model.GRAY, raw);
            case 3 -> {
                if (storedAsYcc()) {
                    yccToRgb(raw, 3);
                }
                yield new Samples(frame.width(), frame.height(), Samples.Model.RGB, raw);
            }
            default -> {
                inks(raw);
                yield new Samples(frame.width(), frame.height(), Samples.Model.CMYK, raw);
            }
        };
    }

    /** JFIF and Adobe markers decide; without them the component names do, as libjpeg holds it. */
    private boolean storedAsYcc() {
        if (jfif) {
            return true;
        }
        return adobeTransform >= 0 ? adobeTransform != 0 : !frame.namedRgb();
    }

    /** Adobe writes inks inverted, and with transform 2 as YCC of the inverted inks. */
    private void inks(byte[] raw) {
        if (adobeTransform == 2) {
            // YCC gives R, G, B = 255 - (inverted ink) = ink.
            yccToRgb(raw, 4);
            for (int i = 3; i < raw.length; i += 4) {
                raw[i] = (byte) ~raw[i];
            }
        } else if (adobeTransform >= 0) {
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) ~raw[i];
            }
        }
    }

    /** JFIF 1.02, section "Conversion to and from RGB", in 16-bit fixed point. */
    private static void yccToRgb(byte[] data, int step) {
        for (int i = 0; i < data.length; i += step) {
            int y = ((data[i] & 0xFF) << 16) + 32_768;
            int cb = (data[i + 1] & 0xFF) - 128;
            int cr = (data[i + 2] & 0xFF) - 128;
            data[i] = clamp((y + 91_881 * cr) >> 16);
            data[i + 1] = clamp((y - 22_554 * cb - 46_802 * cr) >> 16);
            data[i + 2] = clamp((y + 116_130 * cb) >> 16);
        }
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }

    /** The file without its metadata, so that no decoder reads profiles, thumbnails or comments a second time. */
    private byte[] bare() throws ImageRejectedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        out.write(0xFF);
        out.write(SOI);
        int at = 2;
        int scans = 0;
        boolean framed = false;
        while (at + 1 < file.length) {
            at = marker(file, at);
            int marker = Bytes.u8(file, at + 1);
            if (marker == EOI) {
                out.write(file, at, 2);
                return out.toByteArray();
            }
            int end = afterSegment(file, at);
            if (marker == SOS) {
                if (++scans > MAX_SCANS) {
                    throw ImageRejectedException.undecodable("the JPEG has more than " + MAX_SCANS + " scans");
                }
                end = afterScan(end);
            } else if (JpegFrame.startsAt(marker)) {
                if (framed) {
                    throw ImageRejectedException.undecodable("the JPEG has two frames");
                }
                framed = true;
            }
            boolean metadata = (marker >= APP0 && marker <= APP15) || marker == COM;
            if (!metadata) {
                out.write(file, at, end - at);
            }
            at = end;
        }
        throw ImageRejectedException.truncated("the JPEG has no end marker");
    }

    /** First marker after entropy-coded data that is neither stuffing nor a restart. */
    private int afterScan(int from) throws ImageRejectedException {
        for (int at = from; at + 1 < file.length; at++) {
            if (file[at] == (byte) 0xFF) {
                int next = Bytes.u8(file, at + 1);
                boolean inScan = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
                if (!inScan) {
                    return at;
                }
            }
        }
        throw ImageRejectedException.truncated("the JPEG has no end marker");
    }
}
