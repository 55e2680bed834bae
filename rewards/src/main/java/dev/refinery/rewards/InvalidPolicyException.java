package dev.refinery.rewards;

import java.util.List;
import java.util.stream.Collectors;

/** The document is no reward policy. Names everything that is wrong with it. */
public final class InvalidPolicyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    /**
     * @param place path into the document, e.g. {@code roles.subject.metrics[0].scale}; empty = the whole
     * @param detail what is wrong there and what to do
     */
    public record Fault(String place, String detail) {
        @Override
        public String toString() {
            return place.isEmpty() ? detail : place + " " + detail;
        }
    }

    InvalidPolicyException(List<Fault> faults) {
        super("not a reward policy: " + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** At least one, in the order of the document. */
    public List<Fault> faults() {
        return faults;
    }
}
