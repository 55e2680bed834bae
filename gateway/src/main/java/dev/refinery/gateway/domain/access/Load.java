package dev.refinery.gateway.domain.access;

/** Jobs that have not ended, and the candidates that they may still make. */
public record Load(long jobs, long candidates) {
    public static final Load NONE = new Load(0, 0);

    public Load plus(OpenWork work) {
        return new Load(jobs + 1, candidates + work.candidates());
    }

    public Load plus(Load other) {
        return new Load(jobs + other.jobs, candidates + other.candidates());
    }

    public Load minus(OpenWork work) {
        return new Load(jobs - 1, candidates - work.candidates());
    }

    /** True when there is no more of this than the cap allows. */
    public boolean within(Cap cap) {
        return (cap.jobs() == 0 || jobs <= cap.jobs()) && (cap.candidates() == 0 || candidates <= cap.candidates());
    }
}
