package dev.refinery.worker.adapter.djl;

import dev.refinery.inference.runtime.GeneratorRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.inference.runtime.RuntimeStatistics;
import dev.refinery.worker.app.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A bundle and its copies in memory, one for each device, none while it is not loaded. Not thread-safe but for loading. */
final class ShelvedModel {
    /** Where a model is on its way into memory and out again. */
    enum State {
        AWAY,
        MOVING,
        LOADED
    }

    private final GeneratorBundle bundle;
    private final List<Copy> copies = new ArrayList<>();
    private State state = State.AWAY;
    private RuntimeStatistics past = RuntimeStatistics.NONE;
    private long loads;
    private long used;

    ShelvedModel(GeneratorBundle bundle) {
        this.bundle = bundle;
    }

    GeneratorBundle bundle() {
        return bundle;
    }

    State state() {
        return state;
    }

    /** Nobody else touches it until it is {@link #arrived} or {@link #gone}. */
    void move() {
        state = State.MOVING;
    }

    /** Loads and warms up a copy on every device it goes to. Called without the shelf's lock. */
    List<GeneratorBundle.Copy> load(List<RuntimeOptions> devices) throws IOException {
        List<GeneratorBundle.Copy> loaded = new ArrayList<>();
        try {
            for (RuntimeOptions device : bundle.onDevices() ? devices : devices.subList(0, 1)) {
                GeneratorBundle.Copy copy = bundle.loader().load(device);
                loaded.add(copy);
                copy.runtime().warmUp();
            }
            return loaded;
        } catch (IOException | RuntimeException e) {
            loaded.forEach(copy -> copy.runtime().close());
            throw e;
        }
    }

    void arrived(List<GeneratorBundle.Copy> loaded) {
        loaded.forEach(one -> copies.add(new Copy(one)));
        loads++;
        state = State.LOADED;
    }

    void gone() {
        state = State.AWAY;
    }

    /** Takes the copies off the shelf; the caller closes them. */
    List<GeneratorRuntime> takeOut() {
        List<GeneratorRuntime> runtimes =
                copies.stream().map(copy -> copy.loaded.runtime()).toList();
        past = statistics().past();
        copies.clear();
        return runtimes;
    }

    /** The copy with the least in hand. */
    Copy lease(long now) {
        used = now;
        Copy least = copies.stream()
                .min(Comparator.comparingInt(copy -> copy.leases))
                .orElseThrow();
        least.leases++;
        return least;
    }

    boolean atWork() {
        return copies.stream().anyMatch(copy -> copy.leases > 0);
    }

    long used() {
        return used;
    }

    long loads() {
        return loads;
    }

    RuntimeStatistics statistics() {
        return copies.stream().map(copy -> copy.loaded.runtime().statistics()).reduce(past, RuntimeStatistics::plus);
    }

    Duration stalled() {
        return copies.stream()
                .map(copy -> copy.loaded.runtime().stalled())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    static final class Copy {
        private final GeneratorBundle.Copy loaded;
        private int leases;

        private Copy(GeneratorBundle.Copy loaded) {
            this.loaded = loaded;
        }

        Generator generator() {
            return loaded.generator();
        }

        void giveBack() {
            leases--;
        }
    }
}
