package io.stipend.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The entries that wait to be published, by stream. Those of a stream must be its last ones. Not thread safe. */
final class WaitingStreams {

    private static final Remedy ADVICE = new Remedy.ByHand("consumers have missed, or will see twice, a change of this"
            + " stream: let them take its balance from `stipend account show` or `stipend reservation show`");

    private record Stream(String name, boolean ofAccount) {}

    /** The entries of one stream; their numbers should be consecutive. */
    private static final class Run {
        long last;
        long missing;
        long repeated;

        /** @param mayBeginAnew whether number 1 may belong to a new reservation with the id of a forgotten one */
        void add(long sequence, boolean mayBeginAnew) {
            if (last == 0 || sequence == last + 1 || (sequence == 1 && mayBeginAnew)) {
                last = sequence;
            } else if (sequence <= last) {
                repeated = sequence;
            } else {
                missing = last + 1;
                last = sequence;
            }
        }
    }

    private final Map<Stream, Run> runs = new HashMap<>();
    private long count;

    long count() {
        return count;
    }

    void add(String name, boolean ofAccount, long sequence) {
        runs.computeIfAbsent(new Stream(name, ofAccount), absent -> new Run()).add(sequence, !ofAccount);
        count++;
    }

    /**
     * Checks the entries of a stream that exists, and forgets them.
     *
     * @param latest the number of the stream's latest entry
     */
    void check(String name, boolean ofAccount, long latest, Findings findings) {
        Run run = runs.remove(new Stream(name, ofAccount));
        if (run == null) {
            return;
        }
        checkOrder(name, ofAccount, run, findings);
        if (run.last != latest) {
            findings.tell(
                    Drift.Kind.WAITING,
                    name,
                    Long.toString(run.last),
                    Long.toString(latest),
                    title(name, ofAccount) + ": the last entry that waits to be published is number " + run.last
                            + ", and the latest written is number " + latest,
                    ADVICE);
        }
    }

    /**
     * Checks the remaining streams. They belong to reservations that were forgotten before all their entries were read,
     * and to accounts that do not exist.
     *
     * @param told the missing accounts that have been reported already
     */
    void checkRest(Set<String> told, Findings findings) {
        runs.forEach((stream, run) -> {
            if (stream.ofAccount() && told.contains(stream.name())) {
                return;
            }
            if (stream.ofAccount()) {
                findings.tell(
                        Drift.Kind.ACCOUNT_MISSING,
                        stream.name(),
                        "no account",
                        "an account",
                        title(stream.name(), true) + " has entries that wait to be published, and does not exist",
                        AccountCheck.MISSING);
            } else {
                checkOrder(stream.name(), false, run, findings);
            }
        });
        runs.clear();
    }

    private static void checkOrder(String name, boolean ofAccount, Run run, Findings findings) {
        if (run.missing > 0) {
            tell(name, ofAccount, findings, run.missing, "no entry", "one entry", "is missing among those");
        }
        if (run.repeated > 0) {
            tell(name, ofAccount, findings, run.repeated, "two entries", "one entry", "stands twice among those");
        }
    }

    private static void tell(
            String name,
            boolean ofAccount,
            Findings findings,
            long sequence,
            String found,
            String expected,
            String what) {
        findings.tell(
                Drift.Kind.WAITING,
                name,
                found + " of number " + sequence,
                expected,
                title(name, ofAccount) + ": entry number " + sequence + ' ' + what + " that wait to be published",
                ADVICE);
    }

    private static String title(String name, boolean ofAccount) {
        return ofAccount ? "account " + name : "reservation " + name;
    }
}
