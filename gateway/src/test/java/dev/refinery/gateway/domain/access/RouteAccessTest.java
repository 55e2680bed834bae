package dev.refinery.gateway.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteAccessTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /v1/jobs, JOBS_READ",
        "HEAD, /v1/jobs/x/results/0, JOBS_READ",
        "POST, /v1/jobs, JOBS_WRITE",
        "DELETE, /v1/jobs/x, JOBS_WRITE",
        "POST, /v1/jobs/x/cancel, JOBS_WRITE",
        "POST, /v1/batches, JOBS_WRITE",
        "GET, /v1/events, JOBS_READ",
        "POST, /v1/events, ADMIN",
        "POST, /v1/images/edits, JOBS_WRITE",
        "POST, /v1/assets, ASSETS_WRITE",
        "PUT, /v1/policies/a@1, POLICIES_WRITE",
        "GET, /v1/webhook-endpoints, WEBHOOKS_WRITE",
        "GET, /v1/usage, USAGE_READ",
        "POST, /v1/usage, ADMIN",
        "GET, /v1/tomorrow, ADMIN",
        "GET, /v1, ADMIN",
        "GET, /, ADMIN",
        "GET, /v2/jobs, ADMIN",
        "GET, //v1/jobs, ADMIN",
        "POST, /docs/errors, ADMIN",
        "POST, /console, ADMIN"
    })
    void asksForOneScope(String method, String path, Scope scope) {
        assertThat(RouteAccess.of(method, path)).isEqualTo(new Need.AnyOf(List.of(scope)));
    }

    @Test
    void whoeverMayUseAPictureOrPolicyMayLookAtIt() {
        assertThat(RouteAccess.of("GET", "/v1/assets/x"))
                .isEqualTo(new Need.AnyOf(List.of(Scope.JOBS_READ, Scope.ASSETS_WRITE)));
        assertThat(RouteAccess.of("POST", "/v1/estimates"))
                .isEqualTo(new Need.AnyOf(List.of(Scope.JOBS_READ, Scope.JOBS_WRITE)));
        assertThat(RouteAccess.of("GET", "/v1/policies"))
                .isEqualTo(new Need.AnyOf(List.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.POLICIES_WRITE)));
    }

    @Test
    void thePagesAndTheKeysOfProvenanceAreForEverybody() {
        assertThat(RouteAccess.of("GET", "/docs/errors")).isEqualTo(new Need.Open());
        assertThat(RouteAccess.of("GET", "/console")).isEqualTo(new Need.Open());
        assertThat(RouteAccess.of("GET", "/v1/provenance-keys")).isEqualTo(new Need.Open());
        assertThat(RouteAccess.of("POST", "/v1/provenance-keys")).isEqualTo(Need.anyOf(Scope.ADMIN));
    }

    @Test
    void adminMeetsEveryNeed() {
        Caller admin = Caller.known(new TenantId("a"), Set.of(Scope.ADMIN), "n");
        Caller reader = Caller.known(new TenantId("a"), Set.of(Scope.JOBS_READ), "n");
        Need.AnyOf need = new Need.AnyOf(List.of(Scope.ASSETS_WRITE, Scope.JOBS_READ));
        assertThat(need.metBy(admin)).isTrue();
        assertThat(need.metBy(reader)).isTrue();
        assertThat(new Need.AnyOf(List.of(Scope.ADMIN)).metBy(reader)).isFalse();
    }
}
