package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** A PNG file (W3C PNG, third edition): all colour types, depths and interlacing; of an APNG the default image. */
final class PngPicture implements Picture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] UNREADABLE = {};

    /** Where a chunk's data lies. */
    record Span(int from, int length) {}

    private final byte[] file;
    private final PngHeader header;

    private PngPicture(byte[] file, PngHeader header) {
        this.file = file;
        this.header = header;
    }

    static boolean matches(byte[] file) {
        if (file.length < SIGNATURE.length) {
            return false;
        }
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (file[i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }

    static PngPicture open(byte[] file) throws ImageRejectedException {
        if (Bytes.i32be(file, 8) != 13 || !Bytes.has(file, 12, "IHDR")) {
            throw ImageRejectedException.undecodable("the PNG header is missing");
        }
        return new PngPicture(file, PngHeader.read(file, 16));
    }

    @Override
    public ImageProbe probe() {
        return new ImageProbe(ImageProbe.PNG, header.width(), header.height());
    }

    @Override
    public int orientation() {
        for (Span exif : chunks("eXIf")) {
            return Orientation.read(file, exif.from(), exif.from() + exif.length());
        }
        return 1;
    }

    @Override
    public byte @Nullable [] profile() throws ImageRejectedException {
        for (Span icc : chunks("iCCP")) {
            int name = icc.from();
            int end = icc.from() + icc.length();
            while (name < end && file[name] != 0) {
                name++;
            }
            return name + 2 < end ? inflateProfile(name + 2, end) : UNREADABLE;
        }
        return null;
    }

    @Override
    public boolean animated() {
        return chunks("acTL").stream()
                .anyMatch(control -> control.length() >= 4 && Bytes.i32be(file, control.from()) > 1);
    }

    private byte[] inflateProfile(int from, int to) throws ImageRejectedException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, from, to - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[16_384];
            while (!inflater.finished()) {
                int n = inflater.inflate(block);
                out.write(block, 0, n);
                ColorProfile.checkSize(out.size());
                if (n == 0 && !inflater.finished()) {
                    return UNREADABLE;
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            return UNREADABLE;
        } finally {
            inflater.end();
        }
    }

    /** Ancillary chunks of one type, as far as the file is well formed. */
    private List<Span> chunks(String type) {
        List<Span> found = new ArrayList<>();
        int at = 8;
        while (at + 12 <= file.length) {
            int length = Bytes.i32be(file, at);
            if (length < 0 || length > file.length - at - 12) {
                break;
            }
            if (Bytes.has(file, at + 4, type)) {
                found.add(new Span(at + 8, length));
            }
            at += 12 + length;
        }
        return found;
    }

    @Override
    public Samples samples() throws ImageRejectedException {
        List<Span> pixels = new ArrayList<>();
        Span palette = null;
        Span transparency = null;
        int at = 8;
        while (true) {
            if (at + 12 > file.length) {
                throw ImageRejectedException.truncated("the PNG has no end marker");
            }
            int length = Bytes.i32be(file, at);
            if (length < 0 || length > file.length - at - 12) {
                throw ImageRejectedException.truncated("a PNG chunk is incomplete");
            }
            String type = Bytes.ascii(file, at + 4, 4);
            Span span = new Span(at + 8, length);
            switch (type) {
                case "IDAT" -> pixels.add(span);
                case "PLTE" -> palette = span;
                case "tRNS" -> transparency = span;
                case "IHDR", "IEND" -> {}
                default -> {
                    if (Character.isUpperCase(type.charAt(0))) {
                        throw ImageRejectedException.undecodable("the PNG needs an unknown extension");
                    }
                }
            }
            if (Character.isUpperCase(type.charAt(0))) {
                checkCrc(at + 4, length + 4);
            }
            if (type.equals("IEND")) {
                break;
            }
            at += 12 + length;
        }
        try (PngRows rows = new PngRows(file, pixels)) {
            return new PngPixels(file, header, palette, transparency).read(rows);
        }
    }

    private void checkCrc(int from, int length) throws ImageRejectedException {
        CRC32 crc = new CRC32();
        crc.update(file, from, length);
        if ((int) crc.getValue() != Bytes.i32be(file, from + length)) {
            throw ImageRejectedException.undecodable("a PNG checksum does not match");
        }
    }
}
