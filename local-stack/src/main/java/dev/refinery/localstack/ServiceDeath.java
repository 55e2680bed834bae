package dev.refinery.localstack;

import java.util.List;

/** A service that ended although nobody asked it to. */
public record ServiceDeath(String service, int exitCode, List<String> lastLines) {
    public ServiceDeath {
        lastLines = List.copyOf(lastLines);
    }

    static ServiceDeath of(ServiceProcess process) {
        return new ServiceDeath(process.spec().name(), process.exitCode(), process.lastLines());
    }

    /** For people: who, how, and its last words. */
    public String report() {
        String how = exitCode > 128 ? "was killed by signal " + (exitCode - 128) : "ended with exit code " + exitCode;
        return service + " " + how + ". Its last log lines:\n  " + String.join("\n  ", lastLines);
    }
}
