package dev.refinery.systemtests;

import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import java.nio.file.Path;

/** The checkout under test and the stacks that run from it. */
final class Checkout {
    static final Path ROOT =
            Path.of(System.getProperty("refinery.root")).toAbsolutePath().normalize();

    private Checkout() {}

    /** A stack in {@code folder}, on free ports. */
    static LocalStack start(Path folder) {
        return LocalStack.start(
                StackOptions.of(ROOT, new StackHome(folder)).withGatewayPort(freePort()), StackListener.SILENT);
    }

    static int freePort() {
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
