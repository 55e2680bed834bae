package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.app.access.Authentication.Mode;
import dev.refinery.gateway.config.AuthSettings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start a gateway that asks nobody who they are where others can reach it. */
@Singleton
public class OpenModeGuard {
    private final AuthSettings settings;
    private final String host;

    OpenModeGuard(AuthSettings settings, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.settings = settings;
        this.host = host;
    }

    void check(@Observes StartupEvent event) {
        complaint(settings.mode(), settings.openAnywhere(), host).ifPresent(message -> {
            throw new ConfigurationException(message, Set.of("refinery.auth.mode"));
        });
    }

    static Optional<String> complaint(Mode mode, boolean openAnywhere, String host) {
        if (mode == Mode.REQUIRED || openAnywhere || loopback(host)) {
            return Optional.empty();
        }
        return Optional.of("refinery.auth.mode is open, which lets everybody in, and quarkus.http.host is " + host
                + ", which others can reach. Set refinery.auth.mode=required and make keys with ./refinery keys create,"
                + " or listen on 127.0.0.1, or set refinery.auth.open-anywhere=true where something in front keeps"
                + " strangers out.");
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
