package io.stipend.deploy;

import io.stipend.core.error.StipendException;
import io.stipend.core.metrics.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files again when they have changed: whoever needs what is in them next sees to that, and sees what is new. Files that are
 * wrong are refused; what held goes on holding. Thread safe.
 */
final class FileReloads {

    private static final Logger log = LoggerFactory.getLogger(FileReloads.class);

    /** Reads the files, and takes over what is in them. */
    @FunctionalInterface
    interface Reading {

        /**
         * Reads them.
         *
         * @return what the files looked like just before; they may be others than the last time
         * @throws StipendException with all that is wrong; then nothing was taken over
         */
        List<FileStamp> takeOver();
    }

    private final String what;
    private final long intervalNanos;
    private final Reading reading;
    private final AtomicLong lastCheckNanos = new AtomicLong(System.nanoTime());
    private final ReentrantLock lock = new ReentrantLock();

    private final LongAdder reloads = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** What the files looked like when they were last read. */
    private volatile List<FileStamp> seen;

    /** What was wrong with them then; empty if nothing was. */
    private volatile String complaint = "";

    /**
     * Watches files that have been read.
     *
     * @param what is in them, for messages and meters: {@code tiers}
     * @param seen what they looked like just before
     * @param checkInterval how often at most they are looked at; zero for each time
     */
    FileReloads(String what, List<FileStamp> seen, Duration checkInterval, Reading reading, Telemetry telemetry) {
        this.what = what;
        this.seen = seen;
        this.intervalNanos = checkInterval.toNanos();
        this.reading = reading;
        telemetry.counter(
                "stipend." + what + ".reloads", "Changes of the " + what + " taken over", reloads, LongAdder::sum);
        telemetry.counter(
                "stipend." + what + ".refused", "Changes of the " + what + " refused", failures, LongAdder::sum);
    }

    /** Looks whether they have changed, if it is time, and reads them again if so. Blocks while it reads. */
    void check() {
        if (isDue() && FileStamp.anyChanged(seen)) {
            readAgain();
        }
    }

    private boolean isDue() {
        if (intervalNanos == 0) {
            return true;
        }
        long last = lastCheckNanos.get();
        long now = System.nanoTime();
        return now - last >= intervalNanos && lastCheckNanos.compareAndSet(last, now);
    }

    private void readAgain() {
        // Whoever comes meanwhile waits: it is to see what has changed, too.
        lock.lock();
        try {
            if (FileStamp.anyChanged(seen)) {
                read();
            }
        } catch (StipendException e) {
            complain(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /** Reads the files now, whether they have changed or not; throws what is wrong with them. */
    void reload() {
        lock.lock();
        try {
            read();
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        List<FileStamp> stamps =
                seen.stream().map(stamp -> FileStamp.of(stamp.path())).toList();
        try {
            seen = reading.takeOver();
            complaint = "";
            reloads.increment();
        } catch (StipendException e) {
            seen = stamps;
            throw e;
        }
    }

    /** Says what is wrong once, however often the same is found. */
    private void complain(String wrong) {
        if (!wrong.equals(complaint)) {
            complaint = wrong;
            failures.increment();
            log.error("the {} have changed and cannot be used; those before hold on: {}", what, wrong);
        }
    }
}
