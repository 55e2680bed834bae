package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.id.TenantId;
import jakarta.inject.Singleton;

/** Whose request this is. The one place that will know about keys and tokens. */
@Singleton
public class TenantResolver {
    public TenantId current() {
        return TenantId.DEFAULT;
    }
}
