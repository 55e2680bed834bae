package dev.refinery.gateway.domain.usage;

import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.usage.UsageFold.Addition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for and what it comes to.
 *
 * @param groups in order of day, then policy; without grouping at most one
 */
public record UsageReport(Query query, List<Group> groups, UsageSums total) {
    public UsageReport {
        groups = List.copyOf(groups);
    }

    /** What rows may be told apart by. */
    public enum By {
        DAY,
        POLICY;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param day null = all of them; likewise {@code policy} */
    public record Group(@Nullable LocalDate day, @Nullable String policy, UsageSums sums) {}

    /** Days in UTC, both inclusive. */
    public record Query(LocalDate from, LocalDate to, Set<By> groupBy) {
        private static final int LONGEST = 366;
        private static final int LAST_YEAR = 9999;

        public Query {
            groupBy = Set.copyOf(groupBy);
        }

        /**
         * @param from null = the first day of this month
         * @param to null = today
         * @param groupBy null = by day; {@code day}, {@code policy} or both with a comma; empty = the total only
         * @throws RequestRefused 400 {@code invalid_query}
         */
        public static Query parse(
                @Nullable String from, @Nullable String to, @Nullable String groupBy, LocalDate today) {
            LocalDate last = to == null ? today : date("to", to);
            LocalDate first = from == null ? last.withDayOfMonth(1) : date("from", from);
            if (first.isAfter(last)) {
                throw refused("from", "must not be after to");
            }
            if (ChronoUnit.DAYS.between(first, last) >= LONGEST) {
                throw refused("from", "must be at most " + LONGEST + " days before to");
            }
            return new Query(first, last, groups(groupBy == null ? By.DAY.wireName() : groupBy));
        }

        private static LocalDate date(String field, String text) {
            try {
                LocalDate date = LocalDate.parse(text);
                if (date.getYear() > 0 && date.getYear() <= LAST_YEAR) {
                    return date;
                }
            } catch (DateTimeException e) {
                // Told below.
            }
            throw refused(field, "must be a day such as 2026-11-01");
        }

        private static Set<By> groups(String text) {
            Set<By> groups = new LinkedHashSet<>();
            for (String name : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                switch (name) {
                    case "day" -> groups.add(By.DAY);
                    case "policy" -> groups.add(By.POLICY);
                    default -> throw refused("group_by", "must be day, policy or both with a comma");
                }
            }
            return groups;
        }

        private static RequestRefused refused(String field, String detail) {
            return RequestRefused.malformed(ProblemCode.INVALID_QUERY, field, detail);
        }
    }

    public static UsageReport of(Query query, List<Addition> rows) {
        Map<Group, UsageSums> groups = new TreeMap<>(Comparator.<Group, String>comparing(g -> String.valueOf(g.day()))
                .thenComparing(g -> String.valueOf(g.policy())));
        UsageSums total = UsageSums.NONE;
        for (Addition row : rows) {
            Group group = new Group(
                    query.groupBy().contains(By.DAY) ? row.key().day() : null,
                    query.groupBy().contains(By.POLICY) ? row.key().policy() : null,
                    UsageSums.NONE);
            groups.merge(group, row.sums(), UsageSums::plus);
            total = total.plus(row.sums());
        }
        return new UsageReport(
                query,
                groups.entrySet().stream()
                        .map(e -> new Group(e.getKey().day(), e.getKey().policy(), e.getValue()))
                        .toList(),
                total);
    }
}
