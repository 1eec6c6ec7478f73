package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.policy.TierTable;
import io.stipend.deploy.sections.TierReading;
import io.stipend.deploy.settings.SettingsException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tiers that are read again when their files have changed: whoever reserves next sees to that, and sees the new ones. Files
 * that are wrong are refused; what held goes on holding. Thread safe.
 */
final class FileTiers implements TierResolver {

    private static final Logger log = LoggerFactory.getLogger(FileTiers.class);

    private final TierTable table;
    private final long intervalNanos;
    private final AtomicLong lastCheckNanos = new AtomicLong(System.nanoTime());
    private final ReentrantLock reading = new ReentrantLock();

    private final LongAdder reloads = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private volatile ConfigSource source;

    /** What the files looked like when they were last read. */
    private volatile List<FileStamp> seen;

    /** What was wrong with them then; empty if nothing was. */
    private volatile String complaint = "";

    FileTiers(TierTable.Contents contents, StipendConfig config, Telemetry telemetry) {
        this.table = new TierTable(contents);
        this.source = config.source();
        this.seen = source.stamps();
        this.intervalNanos = config.tiers().checkInterval().toNanos();
        telemetry.counter("stipend.tiers.reloads", "Changes of the tiers taken over", reloads, LongAdder::sum);
        telemetry.counter("stipend.tiers.refused", "Changes of the tiers refused", failures, LongAdder::sum);
    }

    @Override
    public Tier tierOf(String tenant, String userId) {
        if (isDue() && FileStamp.anyChanged(seen)) {
            readAgain();
        }
        return table.tierOf(tenant, userId);
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
        reading.lock();
        try {
            if (FileStamp.anyChanged(seen)) {
                read();
            }
        } catch (SettingsException e) {
            complain(String.valueOf(e.getMessage()));
        } finally {
            reading.unlock();
        }
    }

    /** Reads the files now, whether they have changed or not; throws what is wrong with them. */
    void reload() {
        reading.lock();
        try {
            read();
        } finally {
            reading.unlock();
        }
    }

    private void read() {
        List<FileStamp> stamps =
                seen.stream().map(stamp -> FileStamp.of(stamp.path())).toList();
        try {
            StipendConfig config = source.load();
            table.replace(config.tiers().contents().orElseThrow(TierReading::noneLeft));
            source = config.source();
            seen = source.stamps();
            complaint = "";
            reloads.increment();
        } catch (SettingsException e) {
            seen = stamps;
            throw e;
        }
    }

    /** Says what is wrong once, however often the same is found. */
    private void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            failures.increment();
            log.error("the tiers have changed and cannot be used; those before hold on: {}", what);
        }
    }
}
