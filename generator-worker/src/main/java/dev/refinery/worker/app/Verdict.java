package dev.refinery.worker.app;

/** What the queue shall do with a task's record. */
public enum Verdict {
    /** Its events are acknowledged, or nobody needs them: never deliver it again. */
    DONE,
    /** Deliver it again, here or elsewhere. */
    RETRY
}
