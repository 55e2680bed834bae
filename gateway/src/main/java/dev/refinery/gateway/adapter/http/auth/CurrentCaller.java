package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.domain.access.Caller;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who sends the request at hand, once {@link AccessFilter} knows. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Caller caller;

    void is(Caller identified) {
        caller = identified;
    }

    /** @throws IllegalStateException the request has not passed the filter */
    public Caller get() {
        Caller known = caller;
        if (known == null) {
            throw new IllegalStateException("nobody was identified: this route is open or not filtered");
        }
        return known;
    }
}
