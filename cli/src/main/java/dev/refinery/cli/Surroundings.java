package dev.refinery.cli;

import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackState;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the command runs, as the launcher found it.
 *
 * @param checkout folder of the sources and built apps
 * @param terminal true when standard output is a terminal
 */
record Surroundings(
        Path checkout,
        StackHome home,
        boolean terminal,
        @Nullable String urlFromEnvironment) {
    static Surroundings find() {
        Path checkout = Path.of(System.getProperty("refinery.root", "."));
        String url = System.getenv("REFINERY_URL");
        return new Surroundings(
                checkout.toAbsolutePath().normalize(),
                StackHome.find(checkout),
                Boolean.getBoolean("refinery.terminal"),
                url == null || url.isBlank() ? null : url);
    }

    /** The stack that runs in this home, when there is one. */
    Optional<StackState> runningStack() {
        return StackState.running(home);
    }

    /** The gateway to talk to: the one named, else the environment's, else the local stack's. */
    URI gateway(@Nullable String named) {
        String chosen = named != null ? named : urlFromEnvironment;
        if (chosen != null) {
            return parse(chosen);
        }
        StackState state = runningStack()
                .orElseThrow(() -> new CliException("no gateway: nothing runs in " + home.folder()
                        + ". Start it with ./refinery up, or name one with --gateway URL or REFINERY_URL."));
        if (!state.ready()) {
            throw new CliException("the local stack is still starting; try again in some seconds.");
        }
        return state.gateway();
    }

    private static URI parse(String text) {
        String trimmed = text.replaceAll("/+$", "");
        try {
            URI uri = URI.create(trimmed);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new CliException("'" + text + "' is not the address of a gateway; it looks like http://host:8080.");
    }
}
