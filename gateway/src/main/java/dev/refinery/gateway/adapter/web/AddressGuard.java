package dev.refinery.gateway.adapter.web;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a stranger's URL may lead to: the public internet only. Ranges by the IANA special-purpose registries
 * (RFC 6890 and successors); addresses that embed an IPv4 address are judged by it. Stateless and thread-safe.
 */
final class AddressGuard {
    @SuppressWarnings("ArrayRecordComponent")
    private record Range(byte[] network, int bits) {
        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit)) & 0xFF;
                if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Range> NOT_PUBLIC = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");
    /** Only 2000::/3 is global unicast; what follows are its special parts. */
    private static final Range GLOBAL_UNICAST = range("2000::/3");

    private static final List<Range> NOT_PUBLIC_6 = ranges("2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16");
    private static final Range SIX_TO_FOUR = range("2002::/16");
    private static final Range NAT64 = range("64:ff9b::/96");

    private AddressGuard() {}

    static boolean isPublic(InetAddress address) {
        return switch (address) {
            case Inet4Address four -> isPublic4(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] address) {
        return NOT_PUBLIC.stream().noneMatch(r -> r.contains(address));
    }

    private static boolean isPublic6(byte[] address) {
        if (isMappedOrCompatible(address) || NAT64.contains(address)) {
            return isPublic4(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return isPublic4(Arrays.copyOfRange(address, 2, 6));
        }
        return GLOBAL_UNICAST.contains(address) && NOT_PUBLIC_6.stream().noneMatch(r -> r.contains(address));
    }

    /** ::ffff:a.b.c.d; the deprecated ::a.b.c.d covers :: and ::1 too. */
    private static boolean isMappedOrCompatible(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return (address[10] == 0 && address[11] == 0) || (address[10] == -1 && address[11] == -1);
    }

    /**
     * Complains about hosts that look like a number but are not plain dotted decimal: {@code 2130706433}, {@code 0x7f.1},
     * {@code 0177.0.0.1}. Resolvers disagree on what they mean.
     */
    static boolean isOddNumber(@Nullable String host) {
        if (host == null || host.isEmpty() || host.contains(":")) {
            return false;
        }
        String[] labels = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).split("\\.", -1);
        String last = labels[labels.length - 1];
        boolean numeric = last.matches("[0-9]+") || last.matches("0[xX][0-9a-fA-F]*");
        if (!numeric) {
            return false;
        }
        return host.endsWith(".")
                || labels.length != 4
                || !Arrays.stream(labels).allMatch(l -> l.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(l) <= 255);
    }

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(AddressGuard::range).toList();
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        try {
            return new Range(
                    InetAddress.getByName(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an address: " + text, e);
        }
    }
}
