package dev.refinery.inference.runtime;

import dev.refinery.contracts.job.Lane;
import dev.refinery.inference.RenderCanceledException;
import dev.refinery.inference.RenderException;
import java.util.List;

/** What a flow model does for the requests that its device has in hand. */
record FlowNetwork(FlowPipeline pipeline, FlowModules modules, ComputeGate gate)
        implements StepEngine.Network<FlowRide> {
    @Override
    public Object shape(FlowRide ride) {
        return ride.shape();
    }

    @Override
    public Lane lane(FlowRide ride) {
        return ride.request().lane();
    }

    @Override
    public int rows(FlowRide ride) {
        return ride.walk().rows().size();
    }

    @Override
    public void check(FlowRide ride) {
        if (gate.closed()) {
            throw new RenderException.Closed("the runtime is closed");
        }
        if (ride.request().flow().canceled().getAsBoolean()) {
            throw new RenderCanceledException("canceled at " + ride.walk().path());
        }
    }

    @Override
    public void step(List<FlowRide> rides, int largest) {
        pipeline.step(rides.stream().map(FlowRide::walk).toList(), largest);
    }

    @Override
    public boolean arrived(FlowRide ride) {
        return ride.walk().path().arrived();
    }

    @Override
    public void finish(FlowRide ride) {
        ride.arrived(
                modules.picture(ride.walk().path().tokens(), ride.walk().plan().grid()));
    }

    @Override
    public void took(FlowRide ride, long nanos) {
        ride.took(nanos);
    }
}
