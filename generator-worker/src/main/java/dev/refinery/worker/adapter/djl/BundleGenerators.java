package dev.refinery.worker.adapter.djl;

import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.ImagesApiManifest;
import dev.refinery.inference.runtime.GeneratorRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.inference.runtime.RuntimeStatistics;
import dev.refinery.worker.app.Generator;
import dev.refinery.worker.app.Generators;
import dev.refinery.worker.app.ModelUnavailable;
import dev.refinery.worker.domain.ModelMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The bundles under a folder {@code <name>/<version>/bundle.json}: as many in memory as their budget allows, on every device; the
 * others are loaded when a task asks for them. Thread-safe.
 */
public final class BundleGenerators implements Generators, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BundleGenerators.class);

    private final List<RuntimeOptions> devices;
    private final ModelMemory memory;
    private final Map<String, ShelvedModel> models;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long leases;
    private boolean closed;

    private BundleGenerators(List<RuntimeOptions> devices, ModelMemory memory, Map<String, ShelvedModel> models) {
        this.devices = List.copyOf(devices);
        this.memory = memory;
        this.models = models;
    }

    /** All bundles in memory, on one device. */
    public static BundleGenerators load(Path folder, AllowedBundles allowed, RuntimeOptions options)
            throws IOException {
        return load(folder, allowed, List.of(options), Long.MAX_VALUE);
    }

    /**
     * Checks every generator of the folder that is allowed and loads those that fit, each of which renders one picture; encoders are the
     * scorer's, and what a provider runs is not loaded anywhere.
     *
     * @param devices one or more; models that run on a CPU only take the first
     * @param budget bytes of bundles in memory, on each device
     * @throws IOException when a bundle is broken, or there is none: a worker must not take tasks that it would only refuse
     */
    public static BundleGenerators load(Path folder, AllowedBundles allowed, List<RuntimeOptions> devices, long budget)
            throws IOException {
        if (allowed.any()) {
            LOG.warnf("any bundle of the folder is loaded, as refinery.bundles.allowed names none: path=%s", folder);
        }
        Map<String, ShelvedModel> models = new TreeMap<>();
        int elsewhere = 0;
        try {
            for (Path home : bundleFolders(folder, allowed)) {
                if (Bundle.kindOf(home).equals(ImagesApiManifest.KIND)) {
                    elsewhere++;
                } else {
                    Optional<GeneratorBundle> opened = GeneratorBundle.open(home);
                    if (opened.isPresent()) {
                        GeneratorBundle bundle = opened.get();
                        allowed.check(home.toString(), bundle.digest());
                        models.put(bundle.model(), new ShelvedModel(bundle));
                    }
                }
            }
        } catch (BundleRejectedException e) {
            throw new IOException("bundle refused (" + e.code() + "): " + e.getMessage(), e);
        }
        if (models.isEmpty() && elsewhere == 0) {
            throw new IOException("no bundle under " + folder.toAbsolutePath()
                    + (allowed.any()
                            ? ": set refinery.bundles.path"
                            : " is in refinery.bundles.allowed: set refinery.bundles.path, or allow one"));
        }
        BundleGenerators generators = new BundleGenerators(devices, new ModelMemory(budget), models);
        try {
            generators.preload();
            return generators;
        } catch (IOException | RuntimeException e) {
            generators.close();
            throw e;
        }
    }

    /**
     * Every {@code <name>/<version>} that has a manifest and is allowed, of whatever kind, in order. One that is not allowed is left out
     * with a word in the log: who can write into the folder must not be able to stop the others.
     */
    public static List<Path> bundleFolders(Path folder, AllowedBundles allowed) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> names = Files.list(folder)) {
            for (Path name : names.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> versions = Files.list(name)) {
                    versions.filter(v -> Files.isRegularFile(v.resolve(Bundle.MANIFEST)))
                            .filter(v -> permitted(allowed, v))
                            .sorted()
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static boolean permitted(AllowedBundles allowed, Path home) {
        try {
            allowed.check(home);
            return true;
        } catch (BundleRejectedException e) {
            LOG.errorf("bundle left out (%s): %s", e.code(), e.getMessage());
            return false;
        }
    }

    private void preload() throws IOException {
        long taken = 0;
        for (ShelvedModel model : models.values()) {
            GeneratorBundle bundle = model.bundle();
            if (taken > 0 && !memory.fits(bundle.bytes(), taken)) {
                LOG.infof("bundle waits on disk: model=%s digest=%s", bundle.model(), bundle.digest());
                continue;
            }
            model.move();
            model.arrived(model.load(devices));
            taken += bundle.bytes();
            LOG.infof("bundle ready: model=%s digest=%s", bundle.model(), bundle.digest());
        }
    }

    @Override
    public Optional<Lease> lease(String name) {
        ShelvedModel model = models.get(name);
        if (model == null) {
            return Optional.empty();
        }
        try {
            lock.lockInterruptibly();
            try {
                while (model.state() != ShelvedModel.State.LOADED) {
                    Optional<List<String>> leaving = room(model);
                    if (leaving.isPresent()) {
                        bring(model, leaving.get());
                    } else {
                        changed.await();
                    }
                }
                return Optional.of(new Loan(model.lease(++leases)));
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelUnavailable("interrupted while model " + name + " was loaded", e);
        }
    }

    /** Who is to be unloaded for this model; empty = it has to wait. */
    private Optional<List<String>> room(ShelvedModel model) {
        if (closed) {
            throw new ModelUnavailable(
                    "the worker is shutting down",
                    new IllegalStateException(model.bundle().model()));
        }
        List<ModelMemory.Loaded> there = models.values().stream()
                .filter(one -> one.state() != ShelvedModel.State.AWAY)
                .map(one -> new ModelMemory.Loaded(
                        one.bundle().model(),
                        one.bundle().bytes(),
                        one.atWork() || one.state() == ShelvedModel.State.MOVING,
                        one.used()))
                .toList();
        return model.state() == ShelvedModel.State.MOVING
                ? Optional.empty()
                : memory.makeRoom(model.bundle().bytes(), there);
    }

    /** Under the lock, which is given up meanwhile. */
    private void bring(ShelvedModel model, List<String> leaving) {
        List<ShelvedModel> out = leaving.stream().map(models::get).toList();
        List<GeneratorRuntime> runtimes =
                out.stream().flatMap(one -> one.takeOut().stream()).toList();
        out.forEach(ShelvedModel::move);
        model.move();
        lock.unlock();
        List<GeneratorBundle.Copy> loaded = List.of();
        try {
            runtimes.forEach(GeneratorRuntime::close);
            model.bundle().verify();
            loaded = model.load(devices);
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "model could not be loaded: model=%s", model.bundle().model());
            throw new ModelUnavailable("model " + model.bundle().model() + " could not be loaded", e);
        } finally {
            lock.lock();
            out.forEach(ShelvedModel::gone);
            settle(model, loaded);
            changed.signalAll();
        }
        LOG.infof("bundle ready: model=%s unloaded=%s", model.bundle().model(), leaving);
    }

    private void settle(ShelvedModel model, List<GeneratorBundle.Copy> loaded) {
        if (closed || loaded.isEmpty()) {
            loaded.forEach(copy -> copy.runtime().close());
            model.gone();
        } else {
            model.arrived(loaded);
        }
    }

    /** Names of all, loaded or not. */
    public Collection<String> models() {
        return models.keySet();
    }

    /** For metrics. */
    public RuntimeStatistics statistics(String model) {
        return read(() -> of(model).statistics());
    }

    /** Whether it is in memory now. */
    public boolean loaded(String model) {
        return read(() -> of(model).state() == ShelvedModel.State.LOADED);
    }

    /** How often it was brought into memory. */
    public long loads(String model) {
        return read(() -> of(model).loads());
    }

    /** How long a device has had work, and none of it has ended: the longest of all. */
    public Duration stalled() {
        return read(() -> models.values().stream()
                .map(ShelvedModel::stalled)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO));
    }

    private ShelvedModel of(String model) {
        ShelvedModel found = models.get(model);
        if (found == null) {
            throw new IllegalArgumentException("no model " + model);
        }
        return found;
    }

    private <T> T read(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what the devices have in hand, as {@link GeneratorRuntime#close}. */
    @Override
    public void close() {
        List<GeneratorRuntime> runtimes = read(() -> {
            closed = true;
            changed.signalAll();
            return models.values().stream()
                    .filter(model -> model.state() == ShelvedModel.State.LOADED)
                    .flatMap(model -> {
                        model.gone();
                        return model.takeOut().stream();
                    })
                    .toList();
        });
        runtimes.forEach(GeneratorRuntime::close);
    }

    private final class Loan implements Lease {
        private final ShelvedModel.Copy copy;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Loan(ShelvedModel.Copy copy) {
            this.copy = copy;
        }

        @Override
        public Generator model() {
            return copy.generator();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                read(() -> {
                    copy.giveBack();
                    changed.signalAll();
                    return copy;
                });
            }
        }
    }
}
