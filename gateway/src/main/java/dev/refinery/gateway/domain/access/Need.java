package dev.refinery.gateway.domain.access;

import dev.refinery.access.Scope;
import java.util.List;

/** What a route asks of its callers. */
public sealed interface Need {
    /** Nothing: it tells nothing of any tenant. */
    record Open() implements Need {}

    /** One of these scopes; the first is the one to ask for. */
    record AnyOf(List<Scope> scopes) implements Need {
        public AnyOf {
            scopes = List.copyOf(scopes);
        }

        public boolean metBy(Caller caller) {
            return scopes.stream().anyMatch(scope -> scope.allowedBy(caller.scopes()));
        }
    }

    static Need anyOf(Scope... scopes) {
        return new AnyOf(List.of(scopes));
    }
}
