package dev.refinery.gateway.domain.access;

import dev.refinery.access.Scope;
import dev.refinery.contracts.id.TenantId;
import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name for logs: a key's id or a token's subject; never a secret
 * @param anonymous sent no credentials, which only open mode takes
 */
public record Caller(TenantId tenant, Set<Scope> scopes, String name, boolean anonymous) {
    /** Whoever reaches a gateway in open mode. */
    public static final Caller ANYBODY = new Caller(TenantId.DEFAULT, Set.of(Scope.ADMIN), "anybody", true);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    public static Caller known(TenantId tenant, Set<Scope> scopes, String name) {
        return new Caller(tenant, scopes, name, false);
    }
}
