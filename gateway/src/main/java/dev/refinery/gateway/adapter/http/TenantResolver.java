package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.adapter.http.auth.CurrentCaller;
import jakarta.inject.Singleton;

/** Whose request this is. */
@Singleton
public class TenantResolver {
    private final CurrentCaller caller;

    TenantResolver(CurrentCaller caller) {
        this.caller = caller;
    }

    public TenantId current() {
        return caller.get().tenant();
    }
}
