package io.stipend.audit;

/**
 * How much was verified, and how much of it is wrong.
 *
 * @param tenants tenants
 * @param accounts accounts
 * @param open open reservations
 * @param closed closed reservations
 * @param waiting entries that wait to be published
 * @param drifts findings
 * @param repairable those of them that can be repaired
 */
public record Verified(
        long tenants, long accounts, long open, long closed, long waiting, long drifts, long repairable) {

    /** Nothing. */
    public static final Verified NOTHING = new Verified(0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
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

    /** Whether nothing is wrong. */
    public boolean isClean() {
        return drifts == 0;
    }
}
