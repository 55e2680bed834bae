package dev.refinery.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authorities and what they sign, made by the JDK's keytool, good for two days. */
final class Certificates {
    static final String PASSWORD = "only-for-tests";
    private static final String ALIAS = "own";

    private final Path folder;

    Certificates(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * @param store PKCS #12, with {@link #PASSWORD}
     * @param certificate PEM
     * @param identity PEM: private key, certificate and its authority's, as Kafka's and Quarkus' settings take it
     * @param key PEM: the private key alone
     */
    record Owner(Path store, Path certificate, Path identity, Path key) {}

    Owner authority(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-ext",
                "bc:c=ca:true",
                "-ext",
                "ku:c=keyCertSign,cRLSign",
                "-keystore",
                store.toString());
        return owner(name, store);
    }

    /** For loopback, as server and as client. */
    Owner signedBy(Owner authority, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Path request = folder.resolve(name + ".csr");
        Path answer = folder.resolve(name + ".answer.pem");
        keytool(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-keystore",
                store.toString());
        keytool("-certreq", "-alias", ALIAS, "-file", request.toString(), "-keystore", store.toString());
        keytool(
                "-gencert",
                "-alias",
                ALIAS,
                "-infile",
                request.toString(),
                "-outfile",
                answer.toString(),
                "-rfc",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-keystore",
                authority.store().toString());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "authority",
                "-file",
                authority.certificate().toString(),
                "-keystore",
                store.toString());
        keytool("-importcert", "-noprompt", "-alias", ALIAS, "-file", answer.toString(), "-keystore", store.toString());
        return owner(name, store);
    }

    private Owner owner(String name, Path store) throws Exception {
        KeyStore keys = load(store);
        StringBuilder chain = new StringBuilder();
        for (var certificate : keys.getCertificateChain(ALIAS)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        String key =
                pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        return new Owner(
                store,
                Files.writeString(folder.resolve(name + ".crt"), chain),
                Files.writeString(folder.resolve(name + ".pem"), key + chain),
                Files.writeString(folder.resolve(name + ".key"), key));
    }

    /** For a client that trusts this authority and no other. */
    static SSLContext trusting(Owner authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", load(authority.store()).getCertificate(ALIAS));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool " + arguments[0] + ": " + said);
        }
    }
}
