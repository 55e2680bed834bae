package dev.refinery.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an API key; its secret is not.
 *
 * @param secretSha256 of the secret's text, lower-case hex
 * @param name for people
 * @param expiresAt null = never
 * @param revokedAt null = not revoked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
        String id,
        String secretSha256,
        TenantId tenant,
        Set<Scope> scopes,
        String name,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    private static final Pattern HEX_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_NAME = 100;

    public ApiKey {
        Require.matches(id, KeyToken.ID, "id");
        Require.matches(secretSha256, HEX_256, "secretSha256");
        Require.that(!scopes.isEmpty(), "scopes", "must name at least one of " + Scope.names());
        Require.text(name, "name", LONGEST_NAME);
        scopes = Set.copyOf(scopes);
    }

    public static ApiKey of(
            KeyToken token,
            TenantId tenant,
            Set<Scope> scopes,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        return new ApiKey(token.id(), token.secretSha256(), tenant, scopes, name, createdAt, expiresAt, null);
    }

    /** Where a key stands. */
    public enum Standing {
        VALID,
        EXPIRED,
        REVOKED
    }

    public Standing standing(Instant now) {
        if (revokedAt != null) {
            return Standing.REVOKED;
        }
        return expiresAt != null && !now.isBefore(expiresAt) ? Standing.EXPIRED : Standing.VALID;
    }

    ApiKey revoked(Instant at) {
        return revokedAt != null ? this : new ApiKey(id, secretSha256, tenant, scopes, name, createdAt, expiresAt, at);
    }
}
