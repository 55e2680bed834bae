package dev.refinery.imaging;

import java.nio.charset.StandardCharsets;

/** Bounds-checked reads of a file in memory. */
final class Bytes {
    private Bytes() {}

    static int u8(byte[] data, int at) {
        return data[at] & 0xFF;
    }

    static int u16be(byte[] data, int at) {
        return u8(data, at) << 8 | u8(data, at + 1);
    }

    static int u16le(byte[] data, int at) {
        return u8(data, at) | u8(data, at + 1) << 8;
    }

    static int u24le(byte[] data, int at) {
        return u16le(data, at) | u8(data, at + 2) << 16;
    }

    static int i32be(byte[] data, int at) {
        return u16be(data, at) << 16 | u16be(data, at + 2);
    }

    static int i32le(byte[] data, int at) {
        return u16le(data, at) | u16le(data, at + 2) << 16;
    }

    /** True when the ASCII text stands there; false past the end. */
    static boolean has(byte[] data, int at, String ascii) {
        if (at < 0 || at + ascii.length() > data.length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (data[at + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String ascii(byte[] data, int at, int length) {
        return new String(data, at, length, StandardCharsets.US_ASCII);
    }
}
