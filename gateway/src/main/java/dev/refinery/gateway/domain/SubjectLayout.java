package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.Placement;
import java.util.Locale;

/** A {@link Placement} as clients see it: where the generator put a subject. Boxes are normalised, origin top left. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubjectLayout(
        String reference,
        Placement.Box source,
        Placement.Box target,
        boolean mirrored,
        double rotation,
        double visibleFraction,
        double areaFraction,
        int depthRank,
        double cutoutConfidence,
        String cutout) {
    public static SubjectLayout of(Placement placement) {
        return new SubjectLayout(
                placement.reference(),
                placement.source(),
                placement.target(),
                placement.mirrored(),
                placement.rotation(),
                placement.visibleFraction(),
                placement.areaFraction(),
                placement.depthRank(),
                placement.cutoutConfidence(),
                placement.cutout().name().toLowerCase(Locale.ROOT));
    }
}
