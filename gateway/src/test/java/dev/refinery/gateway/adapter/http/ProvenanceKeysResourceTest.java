package dev.refinery.gateway.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.provenance.InvalidKeyFileException;
import dev.refinery.provenance.PrivateSigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceKeysResourceTest {
    @TempDir
    private Path folder;

    @Test
    void listsThePresentKeyAndThoseOfOld() throws Exception {
        PrivateSigningKey present = PrivateSigningKey.generate();
        PrivateSigningKey old = PrivateSigningKey.generate();
        present.publicKey().write(folder.resolve("present.pem"));
        old.publicKey().write(folder.resolve("old.pem"));

        var resource = new ProvenanceKeysResource(
                () -> Optional.of(List.of(folder.resolve("present.pem"), folder.resolve("old.pem"))));

        assertThat(resource.keys().keys())
                .containsExactly(present.publicKey().jwk(), old.publicKey().jwk());
        assertThat(resource.keys().keys().getFirst())
                .containsEntry("kty", "OKP")
                .containsEntry("crv", "Ed25519")
                .containsEntry("kid", present.publicKey().id())
                .doesNotContainKey("d");
    }

    @Test
    void aPrivateKeyInItsPlaceStopsTheGateway() throws Exception {
        Path secret = Files.writeString(
                folder.resolve("secret.pem"), PrivateSigningKey.generate().pem());
        assertThatThrownBy(() -> new ProvenanceKeysResource(() -> Optional.of(List.of(secret))))
                .isInstanceOf(InvalidKeyFileException.class)
                .hasMessageContaining("must be a PEM file with a PUBLIC KEY");
    }
}
