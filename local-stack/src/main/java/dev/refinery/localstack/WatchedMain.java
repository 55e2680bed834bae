package dev.refinery.localstack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/** Runs another class's {@code main} in a JVM that does not outlive its parent process. First argument: that class. */
public final class WatchedMain {
    private WatchedMain() {}

    public static void main(String[] args) throws Throwable {
        if (args.length == 0) {
            throw new IllegalArgumentException("name the class to run");
        }
        ParentWatch.begin();
        Class<?> main = Class.forName(args[0]);
        MethodHandles.publicLookup()
                .findStatic(main, "main", MethodType.methodType(void.class, String[].class))
                .invokeExact(Arrays.copyOfRange(args, 1, args.length));
    }
}
