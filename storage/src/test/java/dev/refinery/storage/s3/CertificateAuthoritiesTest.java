package dev.refinery.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.storage.ObjectStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS itself: SecuredStackIT. */
class CertificateAuthoritiesTest {
    @TempDir
    Path folder;

    @Test
    void aFilesAuthoritiesAreTrustedBesideThoseOfTheJvm() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((java.security.KeyStore) null);
        X509Certificate[] known = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
        Path file = Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(known[0].getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        CertificateAuthorities both = CertificateAuthorities.with(file);
        assertThat(both.trustManager().getAcceptedIssuers()).contains(known);
        assertThat(both.sockets().getSupportedCipherSuites()).isNotEmpty();
    }

    @Test
    void aFileThatIsOfNoUseIsNamedBeforeAnythingIsSent() throws Exception {
        Path missing = folder.resolve("nowhere.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path garbage = Files.writeString(
                folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        for (Path file : new Path[] {missing, empty, garbage}) {
            assertThatThrownBy(() -> connect(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private static ObjectStore connect(Path authorities) {
        URI endpoint = URI.create("https://127.0.0.1:1");
        return MinioObjectStore.connect(
                new S3Config(endpoint, endpoint, "us-east-1", "bucket", "key", "hush", authorities));
    }
}
