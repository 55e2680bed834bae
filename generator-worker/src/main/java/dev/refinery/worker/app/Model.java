package dev.refinery.worker.app;

import dev.refinery.contracts.job.Role;
import dev.refinery.provenance.DigitalSourceType;
import java.util.Map;

/** What a task's {@code model} names: a bundle that runs here, or one that a provider runs. */
public sealed interface Model permits Generator, RemoteModel {
    /** Names it in every event. */
    String bundleDigest();

    /** Whether the same task gives the same bytes, whatever else happens. */
    boolean exact();

    /** What kind of picture it makes, for results' provenance. */
    DigitalSourceType source();

    /** How many references of each role it honours; others are left out of the picture and masked by the scorer. */
    Map<Role, Integer> roles();
}
