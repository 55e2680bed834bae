package dev.refinery.gateway.adapter.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.gateway.app.access.Authentication.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenModeGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void openModeMayListenOnLoopback(String host) {
        assertThat(OpenModeGuard.complaint(Mode.OPEN, false, host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7"})
    void elsewhereItMustBeAllowedOrKeysRequired(String host) {
        assertThat(OpenModeGuard.complaint(Mode.OPEN, false, host).orElseThrow())
                .contains("refinery.auth.mode=required", "refinery.auth.open-anywhere=true", host);
        assertThat(OpenModeGuard.complaint(Mode.OPEN, true, host)).isEmpty();
        assertThat(OpenModeGuard.complaint(Mode.REQUIRED, false, host)).isEmpty();
    }

    @Test
    void aNameThatNobodyKnowsIsNoLoopback() {
        assertThat(OpenModeGuard.complaint(Mode.OPEN, false, "host.invalid")).isPresent();
    }
}
