package dev.refinery.refinement;

import dev.refinery.contracts.job.Role;

/** What something that can be turned is to the reference whose score it moves. */
public sealed interface Relation {
    /** A latent that no single reference owns. */
    record Shared(int index) implements Relation {}

    /** A latent of the reference's own placement, by its position there. */
    record Own(int position) implements Relation {}

    /** The latent at that position of another reference's placement. */
    record Others(int position) implements Relation {}

    /** The reference's own guidance. */
    record OwnGuidance() implements Relation {}

    /** The guidance of the other references of a role. */
    record OthersGuidance(Role role) implements Relation {}
}
