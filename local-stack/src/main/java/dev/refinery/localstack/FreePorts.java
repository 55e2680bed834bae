package dev.refinery.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the loopback interface, each set aside for this process until it ends: two stacks that start at the same time
 * choose long before their services bind, and must not choose the same. Another program may still take a port meanwhile.
 */
final class FreePorts {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    // Below the range from which systems number outgoing connections, so that none of those takes a port just chosen.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private static final Set<Integer> CLAIMED = new HashSet<>();
    // Byte n of it is locked by whoever set port n aside. Closing it would drop every lock of this process.
    private static @Nullable FileChannel ledger;

    private FreePorts() {}

    /** A port that nobody uses or has set aside. */
    static synchronized int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!CLAIMED.contains(port) && claim(port)) {
                return port;
            }
        }
        throw new StackStartException("no free port between " + FIRST + " and " + LAST + " on " + LOOPBACK);
    }

    /** Sets a port aside; false when another program uses it or another process has set it aside. */
    static synchronized boolean claim(int port) {
        if (!isFree(port)) {
            return false;
        }
        if (CLAIMED.contains(port)) {
            return true;
        }
        try {
            if (ledger().tryLock(port, 1, false) == null) {
                return false;
            }
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + ledgerFile(), e);
        }
        CLAIMED.add(port);
        return true;
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a port whose last connections still linger in TIME_WAIT counts as free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static FileChannel ledger() throws IOException {
        FileChannel open = ledger;
        if (open == null) {
            open = FileChannel.open(ledgerFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            ledger = open;
        }
        return open;
    }

    private static Path ledgerFile() {
        return Path.of(
                System.getProperty("java.io.tmpdir"), "refinery-ports-" + System.getProperty("user.name") + ".lock");
    }
}
