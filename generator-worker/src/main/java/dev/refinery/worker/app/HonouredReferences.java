package dev.refinery.worker.app;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which of a task's references a model takes: those whose role it honours. Pure. */
final class HonouredReferences {
    private HonouredReferences() {}

    /**
     * @param maxInAll whatever their roles
     * @throws TaskRejectedException {@code too_many_references}, naming the first that is too many
     */
    static List<Reference> of(GenerationTask task, Map<Role, Integer> roles, int maxInAll) {
        List<Reference> honoured = new ArrayList<>();
        Map<Role, Integer> counts = new EnumMap<>(Role.class);
        for (Reference reference : task.references()) {
            Integer limit = roles.get(reference.role());
            if (limit == null) {
                continue;
            }
            int count = counts.merge(reference.role(), 1, Integer::sum);
            if (count > limit) {
                throw new TaskRejectedException(
                        "too_many_references",
                        "model " + task.model() + " takes at most " + limit + " references with role "
                                + reference.role().wireName(),
                        reference.name(),
                        true,
                        null);
            }
            honoured.add(reference);
        }
        if (honoured.size() > maxInAll) {
            throw new TaskRejectedException(
                    "too_many_references",
                    "model " + task.model() + " takes at most " + maxInAll + " references in all",
                    honoured.get(maxInAll).name(),
                    true,
                    null);
        }
        return honoured;
    }
}
