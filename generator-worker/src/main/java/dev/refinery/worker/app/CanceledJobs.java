package dev.refinery.worker.app;

import dev.refinery.contracts.id.JobId;

/** Jobs whose clients gave up on them. A hint that saves work: the controller ignores their candidates anyway. */
public interface CanceledJobs {
    boolean contains(JobId job);
}
