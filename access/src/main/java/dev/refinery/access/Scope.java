package dev.refinery.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the holder of a key or token may do, always within its own tenant. */
public enum Scope {
    /** Look at jobs, their events, rounds and pictures, and at assets and policies. */
    JOBS_READ("jobs:read"),
    /** Submit, cancel and change jobs. */
    JOBS_WRITE("jobs:write"),
    /** Upload pictures. */
    ASSETS_WRITE("assets:write"),
    /** Publish reward policies. */
    POLICIES_WRITE("policies:write"),
    /** Look at and change webhook endpoints and deliveries. */
    WEBHOOKS_WRITE("webhooks:write"),
    /** Look at what was used. */
    USAGE_READ("usage:read"),
    /** Everything, and what later versions add. */
    ADMIN("admin");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** True when a holder of {@code granted} may do what this scope stands for. */
    public boolean allowedBy(Set<Scope> granted) {
        return granted.contains(this) || granted.contains(ADMIN);
    }

    @JsonCreator
    public static Scope parse(String text) {
        for (Scope scope : values()) {
            if (scope.wireName.equals(text)) {
                return scope;
            }
        }
        throw new InvalidValueException("scope", "must be one of " + names());
    }

    /** Reads a list separated by commas or spaces, ignoring names of other systems' scopes. */
    public static Set<Scope> known(String list) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
            Stream.of(values()).filter(s -> s.wireName.equals(name)).forEach(scopes::add);
        }
        return scopes;
    }

    public static String names() {
        return Stream.of(values()).map(Scope::wireName).collect(Collectors.joining(", "));
    }
}
