package dev.refinery.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Those that the JVM trusts, and those of a PEM file. Immutable. */
final class CertificateAuthorities {
    private final X509TrustManager trust;

    private CertificateAuthorities(X509TrustManager trust) {
        this.trust = trust;
    }

    /** @throws IllegalArgumentException the file cannot be read or holds no certificate; the message says which */
    static CertificateAuthorities with(Path pem) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate known : manager(null).getAcceptedIssuers()) {
                all.setCertificateEntry("jvm-" + number++, known);
            }
            for (Certificate own : read(pem)) {
                all.setCertificateEntry("own-" + number++, own);
            }
            return new CertificateAuthorities(manager(all));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM cannot keep certificates", e);
        }
    }

    private static Collection<? extends Certificate> read(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IllegalArgumentException("the file of certificate authorities " + pem + " holds none");
            }
            return found;
        } catch (IOException e) {
            throw new IllegalArgumentException("the file of certificate authorities " + pem + " cannot be read", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "the file of certificate authorities " + pem + " is not PEM with certificates: " + e.getMessage(),
                    e);
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    X509TrustManager trustManager() {
        return trust;
    }

    SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
