package io.stipend.audit;

/**
 * Whether times of one reservation or account are in the order of its changes, and not later than the store's clock. A clock
 * that was ahead leaves times that are not. Not thread safe.
 */
final class TimeOrder {

    /** How long before a change its verb may have read the clock, and by how much clocks may differ. */
    static final long SLACK_MILLIS = 1000;

    private static final Remedy ADVICE = new Remedy.ByHand(
            "if the store's clock was ahead, the amounts are right, and this"
                    + " ends when the reservation is forgotten or the account's next period begins; else a time is damaged");

    private final String subject;
    private final String title;
    private final Findings findings;
    private String latestName = "";
    private long latest;
    private boolean told;

    /**
     * @param subject the id of the reservation, or the account
     * @param title the same for a sentence
     */
    TimeOrder(String subject, String title, Findings findings) {
        this.subject = subject;
        this.title = title;
        this.findings = findings;
    }

    /** Whether all times were in order. */
    boolean isKept() {
        return !told;
    }

    /** Adds the time of what came next; the first that is too early is told. */
    void then(String name, long atMillis) {
        if (!told && atMillis < latest - SLACK_MILLIS) {
            told = true;
            findings.tell(
                    Drift.Kind.TIME,
                    subject,
                    latestName + " at " + Difference.time(latest),
                    Difference.time(atMillis) + " or before",
                    title + ": " + latestName + " is of " + Difference.time(latest) + ", and " + name
                            + ", which is no earlier, of " + Difference.time(atMillis),
                    ADVICE);
        }
        if (atMillis > latest) {
            latest = atMillis;
            latestName = name;
        }
    }
}
