package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.Balance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is available on the accounts of a path: see balances.lua. */
public final class Balances {

    private static final String NO_LIMIT = "-";

    private Balances() {}

    /** The balances of the accounts, in their order. */
    public static List<Balance> of(List<AccountId> path, String text) {
        List<String> parts = Parts.texts(text, 0, text.length());
        if (parts.size() != path.size()) {
            throw new IllegalArgumentException(parts.size() + " balances for " + path.size() + " accounts");
        }
        List<Balance> balances = new ArrayList<>(path.size());
        for (int i = 0; i < path.size(); i++) {
            balances.add(new Balance(path.get(i), available(parts.get(i).split(" "))));
        }
        return List.copyOf(balances);
    }

    /** @param numbers limits, grants, and what is reserved or spent */
    private static Map<Resource, Long> available(String[] numbers) {
        Map<Resource, Long> available = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            int i = resource.ordinal();
            if (!numbers[i].equals(NO_LIMIT)) {
                long granted = Long.parseLong(numbers[Resource.count() + i]);
                long inUse = Long.parseLong(numbers[2 * Resource.count() + i]);
                available.put(resource, Long.parseLong(numbers[i]) + granted - inUse);
            }
        }
        return available;
    }
}
