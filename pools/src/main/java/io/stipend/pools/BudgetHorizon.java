package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Balance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long a path's budget will last, as the balances tell that come with the store's answers. {@code X = available + own held − own tracked}
 * is what falls as all nodes use the budget, other than by what this one only holds; burn is the larger of its fall over ten seconds and what
 * this node asks for. For one thread at a time, other than {@link #balances}.
 */
final class BudgetHorizon {

    private static final double WINDOW_SECONDS = 10;
    private static final double SAMPLE_SECONDS = 0.25;

    /** Shorter history says little. */
    private static final double LEAST_HISTORY_SECONDS = 0.5;

    /** What is assumed at most as long as there is no more history. */
    private static final double FIRST_SECONDS = 8;

    private record Key(AccountId account, Resource resource) {}

    private record Sample(long atNanos, Map<Key, Long> unspent) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Read by any thread. */
    private volatile List<Balance> balances = List.of();

    /** Takes in what the store answered, with what this node held unused at that time. */
    void observe(long nowNanos, List<Balance> answered, ResourceVector ownIdle) {
        balances = answered;
        if (!samples.isEmpty() && (nowNanos - samples.peekLast().atNanos()) / 1e9 < SAMPLE_SECONDS) {
            samples.removeLast();
        }
        Map<Key, Long> unspent = new HashMap<>();
        for (Balance balance : answered) {
            balance.amounts()
                    .forEach((resource, available) ->
                            unspent.put(new Key(balance.account(), resource), available + ownIdle.get(resource)));
        }
        samples.addLast(new Sample(nowNanos, unspent));
        while ((nowNanos - samples.peekFirst().atNanos()) / 1e9 > WINDOW_SECONDS) {
            samples.removeFirst();
        }
    }

    /** The balances that came last. */
    List<Balance> balances() {
        return balances;
    }

    /** The resources that any account of the path limits. */
    Set<Resource> limited() {
        Set<Resource> limited = EnumSet.noneOf(Resource.class);
        balances.forEach(balance -> limited.addAll(balance.amounts().keySet()));
        return limited;
    }

    /** How many seconds what is available lasts, the least over accounts and resources; infinite if nobody uses it. */
    double seconds(PathDemand demand) {
        if (samples.isEmpty()) {
            return FIRST_SECONDS;
        }
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        double history = (last.atNanos() - first.atNanos()) / 1e9;
        double least = history < LEAST_HISTORY_SECONDS ? FIRST_SECONDS : Double.POSITIVE_INFINITY;
        for (Balance balance : balances) {
            for (Map.Entry<Resource, Long> entry : balance.amounts().entrySet()) {
                Resource resource = entry.getKey();
                double burn = demand.perSecond(resource);
                Key key = new Key(balance.account(), resource);
                Long before = first.unspent().get(key);
                Long now = last.unspent().get(key);
                if (history >= LEAST_HISTORY_SECONDS && before != null && now != null) {
                    burn = Math.max(burn, (before - now) / history);
                }
                if (burn > 0 && resource.isConsumable()) {
                    least = Math.min(least, Math.max(0, entry.getValue()) / burn);
                }
            }
        }
        return least;
    }
}
