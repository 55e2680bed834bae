package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.gateway.domain.EndpointId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretVaultTest {
    private static final String OLD = key(1);
    private static final String NEW = key(2);

    private final EndpointId mine = EndpointId.of(Instant.EPOCH, 1);
    private final EndpointId other = EndpointId.of(Instant.EPOCH, 2);

    private static String key(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static SecretVault vault(String... keys) {
        return new SecretVault(List.of(keys), new SecureRandom());
    }

    @Test
    void opensWhatItSealed() throws Exception {
        SecretVault vault = vault(OLD);
        String secret = vault.newSecret();
        String sealed = vault.seal(secret, mine);
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(sealed).doesNotContain(secret.substring(6));
        assertThat(vault.seal(secret, mine)).isNotEqualTo(sealed);
        assertThat(vault.open(sealed, mine)).isEqualTo(secret);
    }

    @Test
    void aSealedSecretIsOfNoUseElsewhereOrAltered() {
        SecretVault vault = vault(OLD);
        String sealed = vault.seal("whsec_x", mine);
        assertThatThrownBy(() -> vault.open(sealed, other)).isInstanceOf(SecretUnreadableException.class);
        char last = sealed.charAt(sealed.length() - 5);
        String altered = sealed.substring(0, sealed.length() - 5)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);
        assertThatThrownBy(() -> vault.open(altered, mine)).isInstanceOf(SecretUnreadableException.class);
        for (String broken : List.of("aes-gcm", sealed + "!", sealed.substring(0, 25), "")) {
            assertThatThrownBy(() -> vault.open(broken, mine)).isInstanceOf(SecretUnreadableException.class);
        }
    }

    @Test
    void keysAreReplacedWithoutLosingSecrets() throws Exception {
        String sealed = vault(OLD).seal("whsec_x", mine);
        SecretVault both = vault(NEW, OLD);
        assertThat(both.open(sealed, mine)).isEqualTo("whsec_x");
        String again = both.seal("whsec_x", mine);
        assertThat(vault(NEW).open(again, mine)).isEqualTo("whsec_x");
        assertThatThrownBy(() -> vault(NEW).open(sealed, mine))
                .hasMessageContaining("refinery.webhooks.encryption-keys does not hold");
    }

    @Test
    void withoutAKeyItKeepsThemAsTheyAre() throws Exception {
        SecretVault open = vault();
        String kept = open.seal("whsec_x", mine);
        assertThat(open.seals()).isFalse();
        assertThat(open.open(kept, mine)).isEqualTo("whsec_x");
        assertThat(vault(NEW).open(kept, mine)).isEqualTo("whsec_x");
    }

    @Test
    void refusesKeysThatAreNone() {
        for (String bad : List.of("secret", Base64.getEncoder().encodeToString(new byte[16]))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> vault(bad))
                    .withMessageContaining("refinery.webhooks.encryption-keys")
                    .withMessageNotContaining(bad);
        }
    }
}
