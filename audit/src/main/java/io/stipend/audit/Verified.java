package io.stipend.audit;

/**
 * How much was verified, and how many findings there were.
 *
 * @param tenants how many tenants
 * @param accounts how many accounts
 * @param open how many open reservations
 * @param closed how many closed reservations
 * @param waiting how many entries that wait to be published
 * @param drifts how many findings
 * @param repairable how many of the findings can be repaired
 */
public record Verified(
        long tenants, long accounts, long open, long closed, long waiting, long drifts, long repairable) {

    /** Nothing verified, nothing found. */
    public static final Verified NOTHING = new Verified(0, 0, 0, 0, 0, 0, 0);

    /** The sum of both. */
    public Verified plus(Verified other) {
        return new Verified(
                tenants + other.tenants,
                accounts + other.accounts,
                open + other.open,
                closed + other.closed,
                waiting + other.waiting,
                drifts + other.drifts,
                repairable + other.repairable);
    }

    /** Whether there were no findings. */
    public boolean isClean() {
        return drifts == 0;
    }
}
