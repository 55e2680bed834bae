package dev.refinery.cli;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.BackendsNotFoundException;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes, lists and revokes API keys, in the object store itself: whoever has its credentials is the operator. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, lists and revokes API keys.",
        footer = {
            "",
            "Works on the object store: as REFINERY_S3_ENDPOINT, REFINERY_S3_ACCESS_KEY and REFINERY_S3_SECRET_KEY name it,",
            "else on the local stack's."
        })
final class KeysCommand {
    private final BackendFinder backends;
    private final Console console;
    private final Clock clock;

    KeysCommand(BackendFinder backends, Console console, Clock clock) {
        this.backends = backends;
        this.console = console;
        this.clock = clock;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints it, once: only its hash is kept.",
            footer = {
                "",
                "Standard output has the key and nothing else: KEY=$(./refinery keys create --tenant shop --scopes jobs:read)"
            })
    int create(
            @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose key it is.")
                    String tenant,
            @Option(
                            names = "--scopes",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description =
                                    "What it may do: jobs:read, jobs:write, assets:write, policies:write, webhooks:write, usage:read; admin = all.")
                    List<String> scopes,
            @Option(
                            names = "--expires",
                            defaultValue = "P90D",
                            paramLabel = "PERIOD",
                            description = "When it ends, from now: P90D, PT12H, or never. Default: ${DEFAULT-VALUE}.")
                    String expires,
            @Option(
                            names = "--name",
                            defaultValue = "unnamed",
                            paramLabel = "NAME",
                            description = "What it is for, for people.")
                    String name) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        KeyToken token = KeyToken.generate(new SecureRandom());
        ApiKey key = key(token, tenant, scopes, name, now, Expiry.parse(expires, now));
        withKeys(keys -> {
            keys.add(key);
            return key;
        });
        console.out().println(token.reveal());
        console.err()
                .println("Key " + key.id() + " of tenant " + key.tenant() + ": " + scopes(key) + ", "
                        + (key.expiresAt() == null ? "does not expire" : "expires " + key.expiresAt())
                        + ". It is not shown again.");
        return 0;
    }

    private static ApiKey key(
            KeyToken token, String tenant, List<String> scopes, String name, Instant now, @Nullable Instant expiresAt) {
        try {
            Set<Scope> granted = EnumSet.noneOf(Scope.class);
            scopes.forEach(scope -> granted.add(Scope.parse(scope.strip())));
            return ApiKey.of(token, new TenantId(tenant), granted, name, now, expiresAt);
        } catch (InvalidValueException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all keys, oldest first.")
    int list() {
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<ApiKey> all = withKeys(ApiKeys::all);
        if (all.isEmpty()) {
            console.err().println("There are no keys yet. Make one: ./refinery keys create --help");
        }
        for (ApiKey key : all) {
            console.out().println(line(key, now));
        }
        return 0;
    }

    private static String line(ApiKey key, Instant now) {
        String standing = switch (key.standing(now)) {
            case VALID -> key.expiresAt() == null ? "valid" : "valid until " + key.expiresAt();
            case EXPIRED -> "expired " + key.expiresAt();
            case REVOKED -> "revoked " + key.revokedAt();
        };
        return key.id() + "  " + key.tenant() + "  " + key.name() + "  " + scopes(key) + "  " + standing;
    }

    private static String scopes(ApiKey key) {
        return key.scopes().stream().sorted().map(Scope::wireName).collect(Collectors.joining(","));
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a key for good. Gateways refuse it within refinery.auth.key-staleness, 5 s by default.")
    int revoke(@Parameters(paramLabel = "ID", description = "As keys list shows it.") String id) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        ApiKey key = withKeys(keys -> keys.revoke(id, now))
                .orElseThrow(() -> new CliException(
                        "there is no key with that id; ids have 16 hex digits, see ./refinery keys list"));
        console.err()
                .println("Key " + key.id() + " of tenant " + key.tenant() + " is revoked since " + key.revokedAt()
                        + ".");
        return 0;
    }

    private <T> T withKeys(Function<ApiKeys, T> action) {
        try {
            BackendFinder.Store place = backends.store();
            try (ObjectStore store = MinioObjectStore.connect(new S3Config(
                    place.endpoint(), place.region(), place.bucket(), place.accessKey(), place.secretKey()))) {
                store.ensureBucket();
                return action.apply(new ApiKeys(store));
            }
        } catch (BackendsNotFoundException | ObjectStoreException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }
}
