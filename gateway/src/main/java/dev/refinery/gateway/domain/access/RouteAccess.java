package dev.refinery.gateway.domain.access;

import dev.refinery.access.Scope;
import java.util.List;

/** Which route needs which scope: the whole table. What it does not know needs {@code admin}, so a new route is closed at first. */
public final class RouteAccess {
    private RouteAccess() {}

    /** @param path decoded, from the root, for instance {@code /v1/jobs} */
    public static Need of(String method, String path) {
        List<String> segments = List.of(path.replaceFirst("^/", "").split("/", -1));
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (segments.getFirst().equals("docs") || segments.getFirst().equals("console")) {
            return reads ? new Need.Open() : Need.anyOf(Scope.ADMIN);
        }
        if (segments.size() < 2 || !segments.getFirst().equals("v1")) {
            return Need.anyOf(Scope.ADMIN);
        }
        return switch (segments.get(1)) {
            case "jobs", "batches" -> Need.anyOf(reads ? Scope.JOBS_READ : Scope.JOBS_WRITE);
            case "events" -> Need.anyOf(reads ? Scope.JOBS_READ : Scope.ADMIN);
            case "estimates" -> Need.anyOf(Scope.JOBS_READ, Scope.JOBS_WRITE);
            // Whoever holds a picture may check where it comes from.
            case "provenance-keys" -> reads ? new Need.Open() : Need.anyOf(Scope.ADMIN);
            case "images" -> Need.anyOf(Scope.JOBS_WRITE);
            case "assets" -> reads ? Need.anyOf(Scope.JOBS_READ, Scope.ASSETS_WRITE) : Need.anyOf(Scope.ASSETS_WRITE);
            case "policies" ->
                reads
                        ? Need.anyOf(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.POLICIES_WRITE)
                        : Need.anyOf(Scope.POLICIES_WRITE);
            case "webhook-endpoints", "webhook-deliveries" -> Need.anyOf(Scope.WEBHOOKS_WRITE);
            case "usage" -> reads ? Need.anyOf(Scope.USAGE_READ) : Need.anyOf(Scope.ADMIN);
            default -> Need.anyOf(Scope.ADMIN);
        };
    }
}
