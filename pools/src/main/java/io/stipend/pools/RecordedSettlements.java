package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlements recorded in a {@link RecordFile}. Callers that settle at the same time are written together, see {@link GroupCommit}.
 *
 * <p>What always holds: entries are written in the order in which they were added, so what is written of a settlement is written after the
 * block that it belongs to. What cannot be written waits, and goes first; until then nobody is answered.
 */
final class RecordedSettlements implements SettlementLog {

    private static final Logger log = LoggerFactory.getLogger(RecordedSettlements.class);

    /** When the file has so many bytes, another takes its place, with what is still needed of it. */
    private static final long MAX_BYTES = 8L << 20;

    private final RecordFile file;
    private final RecordFile.Owner owner;
    private final Function<AccountId, @Nullable AccountPath> pathOfLocal;
    private final long maxBytes;

    /** Shared by those who settle and add the entry; exclusive for who counts. */
    private final ReentrantReadWriteLock counting = new ReentrantReadWriteLock();

    /** Guards what is added and not written yet. */
    private final ReentrantLock adding = new ReentrantLock();

    private final RecordedPaths paths;
    private final Map<AccountPath, Integer> numbers = new HashMap<>();
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private int named;
    private long added;

    /** One write at a time, which alone uses the file. */
    private final GroupCommit writing = new GroupCommit(this::write);

    private byte[] unwritten = new byte[0];
    private long taken;
    private volatile long written;
    private long replaceAt;

    /**
     * Over a file to which nothing is added yet.
     *
     * @param paths what is in it
     * @param pathOfLocal the path of a local account
     */
    RecordedSettlements(
            RecordFile file,
            RecordFile.Owner owner,
            RecordedPaths paths,
            Function<AccountId, @Nullable AccountPath> pathOfLocal,
            long maxBytes) {
        this.file = file;
        this.owner = owner;
        this.paths = paths;
        this.pathOfLocal = pathOfLocal;
        this.maxBytes = maxBytes;
        this.replaceAt = maxBytes;
        for (RecordedPaths.Recorded each : paths.paths()) {
            numbers.put(each.path().accounts(), each.path().path());
            named = Math.max(named, each.path().path());
        }
    }

    static RecordedSettlements over(
            RecordFile file,
            RecordFile.Owner owner,
            RecordedPaths paths,
            Function<AccountId, @Nullable AccountPath> pathOfLocal) {
        return new RecordedSettlements(file, owner, paths, pathOfLocal, MAX_BYTES);
    }

    @Override
    public void opened(AccountPath path, List<AccountTerms> terms, ReservationId id, ResourceVector booked) {
        adding.lock();
        try {
            int number = numbers.computeIfAbsent(path, any -> ++named);
            add(new RecordEntry.Path(number, path, terms, booked));
            add(new RecordEntry.Opened(number, id, booked));
        } finally {
            adding.unlock();
        }
        awaitWritten();
    }

    @Override
    public CloseOutcome closed(Supplier<CloseOutcome> close) {
        CloseOutcome outcome;
        counting.readLock().lock();
        try {
            outcome = close.get();
            if (outcome instanceof CloseOutcome.Closed closed && !closed.replayed()) {
                addClosed(closed.entry());
            }
        } finally {
            counting.readLock().unlock();
        }
        if (outcome instanceof CloseOutcome.Closed) {
            awaitWritten();
        }
        return outcome;
    }

    private void addClosed(JournalEntry.Closed entry) {
        AccountPath path = pathOfLocal.apply(entry.header().path().accounts().get(0));
        adding.lock();
        try {
            Integer number = path == null ? null : numbers.get(path);
            if (number != null) {
                add(new RecordEntry.Settled(number, entry.charged(), entry.bookedBefore()));
            }
        } finally {
            adding.unlock();
        }
    }

    @Override
    public ResourceVector count(AccountPath path, Supplier<ResourceVector> spent) {
        counting.writeLock().lock();
        try {
            ResourceVector now = spent.get();
            addOf(path, number -> new RecordEntry.Counted(number, now));
            return now;
        } finally {
            counting.writeLock().unlock();
        }
    }

    @Override
    public void booked(AccountPath path, ResourceVector booked) {
        addOf(path, number -> new RecordEntry.Booked(number, booked));
    }

    @Override
    public void forgotten(AccountPath path) {
        addOf(path, RecordEntry.Forgotten::new);
        adding.lock();
        try {
            numbers.remove(path);
        } finally {
            adding.unlock();
        }
    }

    private void addOf(AccountPath path, Function<Integer, RecordEntry> entry) {
        adding.lock();
        try {
            Integer number = numbers.get(path);
            if (number != null) {
                add(entry.apply(number));
            }
        } finally {
            adding.unlock();
        }
    }

    private void add(RecordEntry entry) {
        paths.add(entry);
        RecordFile.frame(entry.bytes(), waiting);
        added++;
    }

    /** Returns when all that was added by now is written. */
    private void awaitWritten() {
        long until = addedByNow();
        if (written >= until) {
            return;
        }
        try {
            writing.await();
        } catch (IOException e) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.FULL,
                    "the record of settlements in " + file.folder() + " cannot be written: " + e.getMessage()
                            + "; make room there, or mend the disk, and try again: the same call records what it settled",
                    e);
        }
    }

    private long addedByNow() {
        adding.lock();
        try {
            return added;
        } finally {
            adding.unlock();
        }
    }

    private void write() throws IOException {
        if (!file.isTrusted()) {
            startAnew();
            return;
        }
        take();
        if (unwritten.length > 0) {
            file.add(unwritten);
        }
        unwritten = new byte[0];
        written = taken;
        if (file.length() >= replaceAt) {
            shorten();
        }
    }

    /** Takes over what waits, behind what could not be written before. */
    private void take() {
        adding.lock();
        try {
            if (unwritten.length == 0) {
                unwritten = waiting.toByteArray();
            } else {
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.writeBytes(unwritten);
                both.writeBytes(waiting.toByteArray());
                unwritten = both.toByteArray();
            }
            waiting = new ByteArrayOutputStream();
            taken = added;
        } finally {
            adding.unlock();
        }
    }

    /** If there is no room for another file, this one goes on. */
    private void shorten() {
        try {
            startAnew();
        } catch (IOException e) {
            replaceAt = file.length() + maxBytes;
            log.warn("the record of settlements in {} could not be made shorter", file.folder(), e);
        }
    }

    /** Puts a new file in the place of this one: all that was added, written or not, as short as it can be. */
    private void startAnew() throws IOException {
        adding.lock();
        try {
            file.replace(owner, paths.entries());
            waiting = new ByteArrayOutputStream();
            unwritten = new byte[0];
            written = added;
            replaceAt = Math.max(maxBytes, 2 * file.length());
        } finally {
            adding.unlock();
        }
    }

    @Override
    public void close() {
        try {
            awaitWritten();
        } finally {
            try {
                file.close();
            } catch (IOException e) {
                log.warn("the record of settlements in {} was not closed properly", file.folder(), e);
            }
        }
    }
}
