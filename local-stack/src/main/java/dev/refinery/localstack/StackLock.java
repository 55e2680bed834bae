package dev.refinery.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second stack out of a folder; the system drops it when its process ends, however it ends. */
final class StackLock implements AutoCloseable {
    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    static StackLock take(StackHome home) {
        FileChannel channel = null;
        try {
            Files.createDirectories(home.folder());
            channel = FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StackStartException("a stack already runs in " + home.folder()
                        + ": use it, stop it (./refinery down), or name another folder in REFINERY_HOME");
            }
            return new StackLock(channel);
        } catch (IOException e) {
            throw new StackStartException("cannot use the folder " + home.folder() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock could not be dropped", e);
        }
    }
}
