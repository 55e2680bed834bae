package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedDestinationsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");

    private static boolean allowed(List<String> entries, TenantId tenant, String bucket, String prefix) {
        try {
            new AllowedDestinations(entries, "refinery").check(tenant, new Destination(bucket, prefix));
            return true;
        } catch (RequestRefused e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.DESTINATION_NOT_ALLOWED);
            return false;
        }
    }

    @Test
    void nothingIsAllowedUnlessSaid() {
        assertThat(allowed(List.of(), ACME, "shop", "")).isFalse();
        assertThat(allowed(List.of("shop"), ACME, "shop", "any/where/")).isTrue();
        assertThat(allowed(List.of("shop"), ACME, "shop2", "")).isFalse();
        assertThat(allowed(List.of("shop/in"), ACME, "shop", "in/spring/")).isTrue();
        assertThat(allowed(List.of("shop/in"), ACME, "shop", "")).isFalse();
        assertThat(allowed(List.of("shop/in"), ACME, "shop", "inside/")).isFalse();
        assertThat(allowed(List.of("acme:shop/in/"), ACME, "shop", "in/")).isTrue();
        assertThat(allowed(List.of("acme:shop/in/"), OTHER, "shop", "in/")).isFalse();
        new AllowedDestinations(List.of(), "refinery").check(ACME, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad Bucket", "shop/../up", "BAD:shop", "", "refinery", "acme:refinery/x"})
    void refusesToStartWithWhatCannotBeMeant(String entry) {
        assertThatThrownBy(() -> new AllowedDestinations(List.of(entry), "refinery"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refinery.gateway.destinations");
    }
}
