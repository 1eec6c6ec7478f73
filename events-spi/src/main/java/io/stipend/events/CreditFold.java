package io.stipend.events;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rebuilds the credits of every account from the events alone, and drops duplicates. Give it each event of a topic. The
 * events of one stream must come in order; streams may be interleaved in any way.
 *
 * <p>Not thread safe. It keeps one number for each stream it has seen.
 */
public final class CreditFold {

    /**
     * The credits of an account, in units of 0.00000001.
     *
     * @param allowance limit plus grants; without a limit, the grants
     * @param reserved held by open reservations
     * @param spent used for good in the current period
     */
    public record Balance(long allowance, long reserved, long spent) {

        Balance plus(long allowanceDelta, long reservedDelta, long spentDelta) {
            return new Balance(
                    Math.addExact(allowance, allowanceDelta),
                    Math.addExact(reserved, reservedDelta),
                    Math.addExact(spent, spentDelta));
        }
    }

    /** An account within its tenant. */
    public record Account(String tenant, String account) implements Comparable<Account> {

        @Override
        public int compareTo(Account other) {
            int byTenant = tenant.compareTo(other.tenant);
            return byTenant != 0 ? byTenant : account.compareTo(other.account);
        }
    }

    private record Stream(String tenant, boolean ofReservation, String name) {}

    private final Map<Stream, Long> lastSequences = new HashMap<>();
    private final Map<Account, Balance> balances = new TreeMap<>();

    /**
     * Adds one event to the balances.
     *
     * @return false if the event moves no credits or was seen before
     */
    public boolean accept(ResourceEvent event) {
        if (event instanceof ResourceEvent.MovesCredits move) {
            if (!isNew(event, true)) {
                return false;
            }
            for (String account : move.accounts()) {
                add(event.tenant(), account, 0, move.reservedDeltaUnits(), move.spentDeltaUnits());
            }
            return true;
        }
        if (event instanceof ResourceEvent.AccountChanged change) {
            if (!isNew(event, false) || !change.resource().equals("CREDITS")) {
                return false;
            }
            add(change.tenant(), change.account(), change.allowanceDelta(), 0, change.spentDelta());
            return true;
        }
        return false;
    }

    /** A copy of the balances so far, sorted by tenant and account. */
    public Map<Account, Balance> balances() {
        return new TreeMap<>(balances);
    }

    private boolean isNew(ResourceEvent event, boolean ofReservation) {
        Stream stream = new Stream(event.tenant(), ofReservation, event.stream());
        long last = lastSequences.getOrDefault(stream, 0L);
        if (event.sequence() <= last) {
            return false;
        }
        lastSequences.put(stream, event.sequence());
        return true;
    }

    private void add(String tenant, String account, long allowance, long reserved, long spent) {
        balances.merge(
                new Account(tenant, account),
                new Balance(allowance, reserved, spent),
                (old, delta) -> old.plus(delta.allowance(), delta.reserved(), delta.spent()));
    }
}
