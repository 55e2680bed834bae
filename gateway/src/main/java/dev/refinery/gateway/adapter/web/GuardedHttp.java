package dev.refinery.gateway.adapter.web;

import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * An HTTP client for URLs that strangers give. Every resolved address is checked, and the socket checks once more the
 * very address that it connects to, so that a name that changes between look-up and connection gains nothing. No redirects, no
 * proxy, no kept connections.
 */
final class GuardedHttp {
    private final boolean allowHttp;
    private final boolean allowPrivate;
    private final OkHttpClient client;

    GuardedHttp(boolean allowHttp, boolean allowPrivate, Duration timeout) {
        this.allowHttp = allowHttp;
        this.allowPrivate = allowPrivate;
        this.client = new OkHttpClient.Builder()
                .dns(new CheckedDns())
                .socketFactory(new CheckedSockets())
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .connectTimeout(timeout.compareTo(Duration.ofSeconds(5)) < 0 ? timeout : Duration.ofSeconds(5))
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                .build();
    }

    OkHttpClient client() {
        return client;
    }

    /**
     * Checks what can be checked without a connection.
     *
     * @throws RequestRefused 422 naming {@code field}
     */
    HttpUrl check(String url, String field) {
        String host;
        try {
            host = new URI(url).getHost();
        } catch (URISyntaxException e) {
            throw RequestRefused.unprocessable(ProblemCode.INVALID_URL, field, "is not a URL.");
        }
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw RequestRefused.unprocessable(ProblemCode.INVALID_URL, field, "must be an absolute https URL.");
        }
        if (!parsed.isHttps() && !allowHttp) {
            throw RequestRefused.unprocessable(ProblemCode.URL_NOT_HTTPS, field, "must start with https://.");
        }
        if (!parsed.username().isEmpty() || !parsed.password().isEmpty()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.INVALID_URL, field, "must not hold a user name or password.");
        }
        if (!allowPrivate) {
            if (AddressGuard.isOddNumber(host) || AddressGuard.isOddNumber(parsed.host())) {
                throw forbidden(field);
            }
            try {
                checked(parsed.host());
            } catch (ForbiddenAddressException e) {
                throw forbidden(field);
            } catch (UnknownHostException e) {
                throw RequestRefused.unprocessable(
                        ProblemCode.URL_UNREACHABLE, field, "names a host that does not resolve: " + parsed.host());
            }
        }
        return parsed;
    }

    static RequestRefused forbidden(String field) {
        return RequestRefused.unprocessable(
                ProblemCode.URL_FORBIDDEN,
                field,
                "leads to an address outside the public internet, which is not allowed.");
    }

    private List<InetAddress> checked(String host) throws UnknownHostException, ForbiddenAddressException {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        if (!allowPrivate && !addresses.stream().allMatch(AddressGuard::isPublic)) {
            throw new ForbiddenAddressException(host);
        }
        return addresses;
    }

    private final class CheckedDns implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            try {
                return checked(host);
            } catch (ForbiddenAddressException e) {
                UnknownHostException refused = new UnknownHostException(e.getMessage());
                refused.initCause(e);
                throw refused;
            }
        }
    }

    private final class CheckedSockets extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    if (!allowPrivate
                            && !(endpoint instanceof InetSocketAddress socket
                                    && socket.getAddress() != null
                                    && AddressGuard.isPublic(socket.getAddress()))) {
                        throw new ForbiddenAddressException(endpoint.toString());
                    }
                    super.connect(endpoint, timeout);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw new IOException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw new IOException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw new IOException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            throw new IOException("unconnected sockets only");
        }
    }
}
