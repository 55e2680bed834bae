package dev.refinery.backends.kafka;

import dev.refinery.contracts.topic.Topic;
import java.util.List;
import java.util.Locale;

/**
 * The groups that read events. A topic may have several readers; the one that owns it puts its unreadable records aside,
 * so that a poison record makes one dead letter and not one a reader. A record that can be read but that one reader
 * chokes on is put aside by that reader, owner or not: nobody else knows.
 */
public enum Reader {
    /** The refinement controller. */
    CONTROLLER,
    /** The judges of candidates. */
    SCORING,
    /** The generator workers. */
    WORKERS,
    /** The gateway's job views. */
    VIEWS;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this reader puts aside what nobody can read on the topic. */
    public boolean owns(String topic) {
        return owned().stream().anyMatch(t -> t.name().equals(topic));
    }

    private List<Topic> owned() {
        return switch (this) {
            case CONTROLLER -> List.of(Topic.JOBS, Topic.SCORES);
            case SCORING -> List.of(Topic.CANDIDATES);
            case WORKERS -> List.of(Topic.TASKS_INTERACTIVE, Topic.TASKS_BATCH);
            case VIEWS -> List.of(Topic.FEEDBACK, Topic.OUTCOMES);
        };
    }
}
