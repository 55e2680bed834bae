package dev.refinery.contracts;

/** A value that the contracts do not allow. {@link #component()} names the field as it appears on the wire. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String component;

    public InvalidValueException(String component, String expectation) {
        super(component + " " + expectation);
        this.component = component;
    }

    public String component() {
        return component;
    }
}
