package io.stipend.core.spi;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums usage as a query wants it, for stores that cannot do so themselves: shown one closed reservation after the other. Not thread safe. */
public final class UsageSums {

    private final UsageQuery query;
    private final Map<Optional<String>, Map<Long, Sum>> byKey = new HashMap<>();

    private static final class Sum {

        private final long[] charged = new long[Resource.count()];
        private long reservations;

        void add(long count, long[] more) {
            reservations += count;
            for (int r = 0; r < charged.length; r++) {
                charged[r] = Math.min(Checks.MAX_AMOUNT, charged[r] + more[r]);
            }
        }
    }

    public UsageSums(UsageQuery query) {
        this.query = query;
    }

    /** Adds a reservation, if it is one that is wanted. */
    public void add(
            ReservationHeader header, Map<String, String> attributes, long closedAtMillis, ResourceVector charged) {
        AccountPath path = header.path();
        if (closedAtMillis < query.fromMillis()
                || closedAtMillis >= query.toMillis()
                || (query.account() != null && !path.accounts().contains(query.account()))) {
            return;
        }
        String key = key(header, attributes);
        long[] amounts = new long[Resource.count()];
        charged.addTo(amounts, 0);
        byKey.computeIfAbsent(Optional.ofNullable(key), unused -> new TreeMap<>())
                .computeIfAbsent(query.stepOf(closedAtMillis), unused -> new Sum())
                .add(1, amounts);
    }

    private @Nullable String key(ReservationHeader header, Map<String, String> attributes) {
        return switch (query.by()) {
            case ALL -> null;
            case USER -> header.path().userId();
            case SWARM -> header.swarmId();
            case MODEL -> attributes.get(UsageQuery.MODEL_ATTRIBUTE);
        };
    }

    /** The sums, by step, those of the most credits first. */
    public List<UsageSum> list() {
        Set<Optional<String>> most = byKey.keySet().stream()
                .sorted(Comparator.comparingLong(this::credits)
                        .reversed()
                        .thenComparing(key -> key.orElse(""), Comparator.naturalOrder()))
                .limit(query.limit())
                .collect(Collectors.toSet());
        return most.stream()
                .flatMap(key -> Checks.present(byKey.get(key), "sums").entrySet().stream()
                        .map(step -> sum(step.getKey(), key.orElse(null), step.getValue())))
                .sorted(Comparator.comparingLong(UsageSum::fromMillis)
                        .thenComparing(each -> each.charged().credits(), Comparator.reverseOrder())
                        .thenComparing(each -> String.valueOf(each.key())))
                .toList();
    }

    private long credits(Optional<String> key) {
        return Checks.present(byKey.get(key), "sums").values().stream()
                .mapToLong(sum -> sum.charged[Resource.CREDITS.ordinal()])
                .sum();
    }

    private static UsageSum sum(long fromMillis, @Nullable String key, Sum sum) {
        long[] charged = Arrays.copyOf(sum.charged, sum.charged.length);
        return new UsageSum(
                fromMillis, key, sum.reservations, ResourceVector.map(resource -> charged[resource.ordinal()]));
    }
}
