package io.stipend.audit;

import io.stipend.core.spi.JournalEntry;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The entries that wait to be published, by stream. Those of a stream must be its last ones, and say what is stored. Of each
 * entry only a hash is kept until its stream's reservation or account is read. Not thread safe.
 */
final class WaitingStreams {

    private static final Remedy ADVICE = new Remedy.ByHand("consumers have missed, or will see twice, a change of this"
            + " stream: let them take its balance from `stipend account show` or `stipend reservation show`");

    private record Stream(String name, boolean ofAccount) {}

    /** The entries of one stream; their numbers should be consecutive. */
    private static final class Run {
        long last;
        long missing;
        long repeated;

        /** The hashes of the last ones, up to {@code last}. */
        private int[] hashes = new int[2];

        private int size;

        /** @param mayBeginAnew whether number 1 may belong to a new reservation with the id of a forgotten one */
        void add(long sequence, int hash, boolean mayBeginAnew) {
            boolean beginsAnew = sequence == 1 && mayBeginAnew;
            if (last > 0 && sequence <= last && !beginsAnew) {
                repeated = sequence;
                return;
            } else if (last > 0 && sequence > last + 1) {
                missing = last + 1;
            }
            if (sequence != last + 1) {
                size = 0;
            }
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            hashes[size++] = hash;
            last = sequence;
        }

        boolean has(long sequence) {
            return sequence <= last && sequence > last - size;
        }

        int hash(long sequence) {
            return hashes[size - 1 - (int) (last - sequence)];
        }
    }

    private final Map<Stream, Run> runs = new HashMap<>();
    private long count;

    long count() {
        return count;
    }

    void add(JournalEntry entry) {
        boolean ofAccount = entry instanceof JournalEntry.AccountChanged;
        runs.computeIfAbsent(new Stream(entry.stream(), ofAccount), absent -> new Run())
                .add(entry.sequence(), hash(entry), !ofAccount);
        count++;
    }

    /** Of all that an entry says, but for policy's terms, which no reservation keeps. */
    private static int hash(JournalEntry entry) {
        return entry instanceof JournalEntry.Opened opened
                ? Objects.hash(
                        opened.header(),
                        opened.request().fingerprint(),
                        opened.request().envelope(),
                        opened.request().leaseMillis(),
                        opened.request().onExpiry(),
                        opened.request().stepId(),
                        opened.request().attributes(),
                        opened.expiresAtMillis())
                : entry.hashCode();
    }

    /**
     * Checks the entries of a stream that exists, and forgets them.
     *
     * @param latest the number of the stream's latest entry
     * @param stored entries as they should be, by what is stored; of several with one number, one should be there
     */
    void check(
            String name,
            boolean ofAccount,
            long latest,
            Supplier<? extends Collection<? extends JournalEntry>> stored,
            Findings findings) {
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
        Map<Long, Boolean> same = new TreeMap<>();
        for (JournalEntry entry : stored.get()) {
            if (run.has(entry.sequence())) {
                same.merge(entry.sequence(), run.hash(entry.sequence()) == hash(entry), Boolean::logicalOr);
            }
        }
        same.forEach((sequence, isSame) -> {
            if (!isSame) {
                tell(
                        name,
                        ofAccount,
                        findings,
                        sequence,
                        "another entry",
                        "what is stored",
                        "contradicts what is stored, and is among those");
            }
        });
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
