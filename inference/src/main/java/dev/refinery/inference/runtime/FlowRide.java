package dev.refinery.inference.runtime;

import dev.refinery.inference.RenderRequest;

/** A request on its way through the device: its walk, and what it cost so far. */
final class FlowRide implements AutoCloseable {
    private final RenderRequest request;
    private final FlowWalk walk;
    private long nanos;
    private byte[] rgb = {};

    /** @param nanos that the device has worked for it already */
    FlowRide(RenderRequest request, FlowWalk walk, long nanos) {
        this.request = request;
        this.walk = walk;
        this.nanos = nanos;
    }

    RenderRequest request() {
        return request;
    }

    FlowWalk walk() {
        return walk;
    }

    /** One that goes alone is of no other's shape. */
    Object shape() {
        return request.flow().alone() ? this : walk.rows().getFirst().shape();
    }

    void took(long more) {
        nanos += more;
    }

    double seconds() {
        return nanos * 1e-9;
    }

    void arrived(byte[] picture) {
        rgb = picture;
    }

    /** Of the picture in whole tokens; empty before it has arrived. */
    byte[] rgb() {
        return rgb;
    }

    @Override
    public void close() {
        walk.close();
    }
}
