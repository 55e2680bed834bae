package dev.refinery.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
final class FreePorts {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    // Below the range from which systems number outgoing connections, so that none of those takes a port just chosen.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    private FreePorts() {}

    /** A port that was free a moment ago; whoever binds it must be ready to lose a race and ask again. */
    static int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new StackStartException("no free port between " + FIRST + " and " + LAST + " on " + LOOPBACK);
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
}
