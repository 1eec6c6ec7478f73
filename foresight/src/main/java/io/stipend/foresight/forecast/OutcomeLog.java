package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Features;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes since somebody asked last, to be told to other nodes. Of very many, only the first are kept: a forecast rests on the last few
 * thousand anyway. One thread at a time.
 */
final class OutcomeLog {

    private static final int MAX = 20_000;
    private static final int FIRST = 256;

    private @Nullable Features[] features = new Features[FIRST];
    private short[] buckets = new short[FIRST];
    private int count;

    void add(Features of, int bucket) {
        if (count == MAX) {
            return;
        }
        if (count == buckets.length) {
            int room = Math.min(MAX, 2 * count);
            features = Arrays.copyOf(features, room);
            buckets = Arrays.copyOf(buckets, room);
        }
        features[count] = of;
        buckets[count++] = (short) bucket;
    }

    int count() {
        return count;
    }

    /** What they add to each group, as it counts at the end; at most so many groups. */
    Map<GroupKey, float[]> counts(int maxGroups) {
        Groups groups = new Groups(maxGroups);
        for (int i = 0; i < count; i++) {
            Features of = features[i];
            if (of != null) {
                for (GroupKey key : GroupKey.of(of)) {
                    groups.touch(key).histogram.add(buckets[i]);
                }
            }
        }
        Map<GroupKey, float[]> counts = new LinkedHashMap<>();
        if (count > 0) {
            groups.oldestFirst().forEach(group -> counts.put(group.key, group.histogram.counts()));
        }
        return counts;
    }
}
