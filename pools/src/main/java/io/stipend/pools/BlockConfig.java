package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * On which accounts a node leases blocks, and how. Immutable; start from {@link #DEFAULT}.
 *
 * @param node the node's name, as commands show it, up to 64 bytes. Two nodes may have the same
 * @param accounts patterns of accounts as {@code kind:name}, where {@code *} stands for any characters. A path is served from a block if one
 *     of its accounts matches
 * @param reservesPerSecond from how many reserves a second of its own on a path the node leases a block, 1 to 1,000,000
 * @param lease how long the store keeps a block that the node does not renew, 2 s to 10 min
 * @param guard how long before the end of the lease the node stops: more than clocks and their rates may differ in a lease. At most half of
 *     the lease
 * @param reportInterval how often what was settled here is reported to the store, 100 ms to 1 min, at most a third of the lease
 * @param maxUnreported credits after which a report is not put off, so that a crash loses about as much at most
 * @param horizon how long what is left of the budget must last for a block to be formed, and to hold some of it ahead of demand, up to 1 min; it
 *     gives back what is idle where the budget lasts half as long
 * @param record whether what is settled here is recorded until it is booked
 * @param workers how many threads talk to the store for blocks at most, 1 to 1,000
 */
public record BlockConfig(
        String node,
        List<String> accounts,
        int reservesPerSecond,
        Duration lease,
        Duration guard,
        Duration reportInterval,
        Credits maxUnreported,
        Duration horizon,
        RecordConfig record,
        int workers) {

    /**
     * All accounts, from 20 reserves a second, with a lease of 10 s, a guard of 2 s, a report each second, no bound on unreported credits, a
     * horizon of 8 s, no record, and 8 workers.
     */
    public static final BlockConfig DEFAULT = new BlockConfig(
            "node",
            List.of("*"),
            20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Credits.MAX,
            Duration.ofSeconds(8),
            RecordConfig.NONE,
            8);

    private static final int MAX_NODE_BYTES = 64;

    /** Refuses null and what is out of range. */
    public BlockConfig {
        Checks.text(Checks.id(node, "node name"), "node name", MAX_NODE_BYTES);
        accounts = List.copyOf(Checks.present(accounts, "patterns of accounts"));
        bounded(reservesPerSecond, 1_000_000, "reserves a second");
        Durations.millisWithin(lease, Duration.ofSeconds(2), Duration.ofMinutes(10), "lease of a block");
        Durations.millisWithin(guard, Duration.ofMillis(1), lease.dividedBy(2), "guard of a block's lease");
        Durations.millisWithin(reportInterval, Duration.ofMillis(100), lease.dividedBy(3), "interval of reports");
        Checks.present(maxUnreported, "most credits not reported");
        Durations.millisWithin(horizon, Duration.ZERO, Duration.ofMinutes(1), "horizon of blocks");
        Checks.present(record, "record");
        bounded(workers, 1_000, "workers");
    }

    private static void bounded(int value, int max, String what) {
        if (value < 1 || value > max) {
            throw new InvalidRequestException(what + " are " + value + "; give 1 to " + max);
        }
    }

    public BlockConfig withNode(String other) {
        return with(parts -> parts.node = other);
    }

    public BlockConfig withAccounts(List<String> patterns) {
        return with(parts -> parts.accounts = patterns);
    }

    public BlockConfig withReservesPerSecond(int other) {
        return with(parts -> parts.reservesPerSecond = other);
    }

    public BlockConfig withLease(Duration other, Duration otherGuard) {
        return withTimes(other, otherGuard, reportInterval);
    }

    public BlockConfig withReportInterval(Duration other) {
        return withTimes(lease, guard, other);
    }

    BlockConfig withTimes(Duration otherLease, Duration otherGuard, Duration otherInterval) {
        return with(parts -> {
            parts.lease = otherLease;
            parts.guard = otherGuard;
            parts.reportInterval = otherInterval;
        });
    }

    public BlockConfig withMaxUnreported(Credits other) {
        return with(parts -> parts.maxUnreported = other);
    }

    public BlockConfig withHorizon(Duration other) {
        return with(parts -> parts.horizon = other);
    }

    public BlockConfig withRecord(RecordConfig other) {
        return with(parts -> parts.record = other);
    }

    public BlockConfig withWorkers(int other) {
        return with(parts -> parts.workers = other);
    }

    private BlockConfig with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.config();
    }

    /** Tells whether an account matches one of the patterns. Compiled once, for many accounts. */
    Predicate<AccountId> matcher() {
        List<Pattern> compiled = accounts.stream().map(BlockConfig::compiled).toList();
        return account -> compiled.stream()
                .anyMatch(pattern -> pattern.matcher(account.toString()).matches());
    }

    private static Pattern compiled(String pattern) {
        StringBuilder regex = new StringBuilder();
        int from = 0;
        for (int star = pattern.indexOf('*'); star >= 0; star = pattern.indexOf('*', from)) {
            regex.append(Pattern.quote(pattern.substring(from, star))).append(".*");
            from = star + 1;
        }
        return Pattern.compile(regex + Pattern.quote(pattern.substring(from)), Pattern.DOTALL);
    }

    /** A configuration in the making. */
    private static final class Parts {

        private String node;
        private List<String> accounts;
        private int reservesPerSecond;
        private Duration lease;
        private Duration guard;
        private Duration reportInterval;
        private Credits maxUnreported;
        private Duration horizon;
        private RecordConfig record;
        private int workers;

        private Parts(BlockConfig config) {
            node = config.node;
            accounts = config.accounts;
            reservesPerSecond = config.reservesPerSecond;
            lease = config.lease;
            guard = config.guard;
            reportInterval = config.reportInterval;
            maxUnreported = config.maxUnreported;
            horizon = config.horizon;
            record = config.record;
            workers = config.workers;
        }

        private BlockConfig config() {
            return new BlockConfig(
                    node,
                    accounts,
                    reservesPerSecond,
                    lease,
                    guard,
                    reportInterval,
                    maxUnreported,
                    horizon,
                    record,
                    workers);
        }
    }
}
