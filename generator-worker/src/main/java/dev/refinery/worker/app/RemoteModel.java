package dev.refinery.worker.app;

import dev.refinery.contracts.job.Role;
import dev.refinery.provenance.DigitalSourceType;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bundle whose pictures a provider makes. The same request gives another picture every time, so what was stored first is what counts.
 *
 * @param maxReferences in all, whatever their roles
 * @param controls names of the knobs it has
 * @param price of a picture in dollars, null = not known
 */
public record RemoteModel(
        String bundleDigest,
        DigitalSourceType source,
        Map<Role, Integer> roles,
        int maxReferences,
        Set<String> controls,
        @Nullable Double price,
        PictureProvider provider)
        implements Model {
    public RemoteModel {
        roles = Map.copyOf(roles);
        controls = Set.copyOf(controls);
    }

    @Override
    public boolean exact() {
        return false;
    }
}
