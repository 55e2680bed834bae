package dev.refinery.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowedBundlesTest {
    private static final String KNOWN = "ab".repeat(32);

    @Test
    void withoutAListAnyBundleMayBeLoaded() {
        assertThat(AllowedBundles.ANY.any()).isTrue();
        assertThatCode(() -> AllowedBundles.ANY.check("compositor@1", KNOWN)).doesNotThrowAnyException();
    }

    @Test
    void withAListOnlyThoseOnItMay() {
        AllowedBundles allowed = new AllowedBundles(Set.of(" " + KNOWN.toUpperCase(java.util.Locale.ROOT) + " "));
        assertThat(allowed.any()).isFalse();
        assertThatCode(() -> allowed.check("compositor@1", KNOWN)).doesNotThrowAnyException();
        assertThatThrownBy(() -> allowed.check("compositor@1", "cd".repeat(32)))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo("not_allowed"))
                .hasMessageContaining("cd".repeat(32));
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertThatThrownBy(() -> new AllowedBundles(Set.of()).check("compositor@1", KNOWN))
                .isInstanceOf(BundleRejectedException.class);
    }

    @Test
    void aMisspeltDigestIsRefusedAtOnce() {
        assertThatThrownBy(() -> new AllowedBundles(Set.of("sha256:" + KNOWN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sha256sum bundle.json");
    }
}
