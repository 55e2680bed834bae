package dev.refinery.benchmarks;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.rewards.JudgedReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** References of other jobs in the place of a job's own: what mismatched pairs are made of. */
final class Strangers {
    private Strangers() {}

    /** Each other picture of the same use once, under the own reference's name and role. */
    static List<JudgedReference> of(JudgedReference own, List<BenchJob> jobs) {
        Role role = own.reference().role();
        Set<String> seen = new HashSet<>();
        seen.add(own.reference().image().sha256());
        List<JudgedReference> strangers = new ArrayList<>();
        for (BenchJob job : jobs) {
            for (JudgedReference other : job.references()) {
                // Any picture has a light of its own, whatever it was meant for.
                boolean sameUse = other.reference().role() == role || role == Role.LIGHTING;
                if (sameUse && seen.add(other.reference().image().sha256())) {
                    strangers.add(inPlaceOf(own, other));
                }
            }
        }
        return strangers;
    }

    /** The other's picture under the own reference's name and role. */
    static JudgedReference inPlaceOf(JudgedReference own, JudgedReference other) {
        Reference reference = new Reference(
                own.reference().name(),
                own.reference().role(),
                other.reference().image(),
                other.reference().mask(),
                1,
                null,
                own.reference().heightCm());
        return new JudgedReference(reference, other.image(), other.mask());
    }
}
