package io.stipend.store.redis.internal.journal;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.store.redis.internal.record.EntryRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptResult;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.JournalSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The outbox: one stream for each shard, written by the scripts. One node at a time holds the lease. It reads all shards and
 * renews the lease with each read; when it is silent for too long, another node takes over. Each change of readers has a
 * higher number, which the reader leaves in each shard it reads. From then on a former reader that wakes from a long sleep
 * can neither read there nor acknowledge.
 *
 * <p>Entries that are published are trimmed away. Nothing else is remembered of how far the reader came.
 *
 * <p>A reader learns of entries of its own process at once; for those of other nodes it looks twenty times a second.
 */
public final class RedisJournal implements Journal {

    /** How many entries one script gives: nobody else is served while it runs. */
    private static final int MAX_AT_ONCE = 500;

    private final ScriptRunner runner;
    private final Keys keys;
    private final byte[] readerName = Bytes.of(UUID.randomUUID().toString());

    /** Guards what follows; held while Redis is asked. */
    private final ReentrantLock lock = new ReentrantLock();

    private byte[] readerNumber = new byte[0];
    private List<Read> latest = List.of();
    private int firstShard;

    private final JournalSignal signal = new JournalSignal();

    public RedisJournal(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.keys = keys;
    }

    /** An entry that was read, and where it is. */
    private record Read(Keys.Shard shard, String id, JournalEntry entry) {}

    @Override
    public List<JournalEntry> read(int limit) {
        lock.lock();
        try {
            latest = List.of();
            if (!holdsLease(runner.config().readerLease().toMillis())) {
                return List.of();
            }
            List<Read> read = new ArrayList<>();
            List<Keys.Shard> waiting = shardsWithEntries();
            // Of each shard its share, so that a busy one does not keep the others waiting.
            for (int i = 0; i < waiting.size() && read.size() < limit; i++) {
                int share = Math.max(1, (limit - read.size()) / (waiting.size() - i));
                read.addAll(read(waiting.get(i), share));
            }
            latest = read;
            return read.stream().map(Read::entry).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean holdsLease(long millis) {
        ScriptAnswer answer = runner.run(lease(millis));
        if (answer.code() != AnswerCode.DONE) {
            return false;
        }
        readerNumber = Bytes.of(answer.text(0));
        return true;
    }

    private ScriptCall lease(long millis) {
        return new ScriptCall(
                Script.LEASE_JOURNAL,
                keys.leaseSlot(),
                keys.lease().get(1),
                keys.lease(),
                List.of(readerName, Bytes.of(millis)));
    }

    private List<Keys.Shard> shardsWithEntries() {
        List<Keys.Shard> shards = keys.shards();
        List<ScriptResult> backlogs =
                runner.runEach(shards.stream().map(RedisJournal::backlogOf).toList());
        List<Keys.Shard> found = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            int k = (firstShard + i) % shards.size();
            if (backlogs.get(k).single().number(0) > 0) {
                found.add(shards.get(k));
            }
        }
        firstShard = (firstShard + 1) % shards.size();
        return found;
    }

    private static ScriptCall backlogOf(Keys.Shard shard) {
        return ScriptCall.of(Script.COUNT_JOURNAL, shard, List.of(shard.journal()), List.of());
    }

    private List<Read> read(Keys.Shard shard, int limit) {
        List<Read> entries = new ArrayList<>();
        String begin = "-";
        int wanted;
        int before;
        do {
            before = entries.size();
            wanted = Math.min(MAX_AT_ONCE, limit - before);
            ScriptAnswer answer = runner.run(ScriptCall.of(
                    Script.READ_JOURNAL,
                    shard,
                    List.of(shard.fence(), shard.journal()),
                    List.of(readerNumber, Bytes.of(begin), Bytes.of(wanted))));
            if (answer.code() == AnswerCode.CONFLICT) {
                return List.of();
            }
            for (Object entry : (List<?>) answer.parts().get(0)) {
                entries.add(read(shard, (List<?>) entry));
            }
            if (!entries.isEmpty()) {
                begin = "(" + entries.get(entries.size() - 1).id;
            }
        } while (entries.size() == before + wanted && entries.size() < limit);
        return entries;
    }

    private static Read read(Keys.Shard shard, List<?> idAndFields) {
        String id = ScriptAnswer.textOf(idAndFields.get(0));
        List<?> fields = (List<?>) idAndFields.get(1);
        return new Read(
                shard,
                id,
                ReservationRecord.readable(
                        () -> "entry " + id + " of the journal of shard " + shard.number(),
                        () -> EntryRecord.entry(
                                ScriptAnswer.textOf(fields.get(0)), ScriptAnswer.textOf(fields.get(1)))));
    }

    @Override
    public void acknowledge(int count) {
        lock.lock();
        try {
            int done = 0;
            while (done < count) {
                Keys.Shard shard = latest.get(0).shard;
                int last = 0;
                while (done + last + 1 < count && latest.get(last + 1).shard.equals(shard)) {
                    last++;
                }
                acknowledge(shard, latest.get(last).id);
                done += last + 1;
                latest = latest.subList(last + 1, latest.size());
            }
        } finally {
            lock.unlock();
        }
    }

    private void acknowledge(Keys.Shard shard, String lastId) {
        int dash = lastId.indexOf('-');
        String next = lastId.substring(0, dash + 1) + (Long.parseLong(lastId.substring(dash + 1)) + 1);
        ScriptAnswer answer = runner.run(ScriptCall.of(
                Script.ACKNOWLEDGE_JOURNAL,
                shard,
                List.of(shard.fence(), shard.journal()),
                List.of(readerNumber, Bytes.of(next))));
        if (answer.code() != AnswerCode.DONE) {
            latest = List.of();
            throw new CreditStoreException(
                    Kind.UNAVAILABLE,
                    "another node reads the journal now, because this one was silent for longer than its lease of "
                            + runner.config().readerLease() + "; what is published here may be published there again");
        }
    }

    @Override
    public void stepBack() {
        lock.lock();
        try {
            latest = List.of();
            runner.run(lease(0));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        signal.await(timeout);
    }

    /** Something was changed that may have left entries. */
    public void wake() {
        signal.tell();
    }

    @Override
    public Backlog backlog() {
        long entries = 0;
        long oldestAge = 0;
        for (ScriptResult result : runner.runEach(
                keys.shards().stream().map(RedisJournal::backlogOf).toList())) {
            ScriptAnswer answer = result.single();
            entries += answer.number(0);
            List<?> oldest = (List<?>) answer.parts().get(2);
            if (!oldest.isEmpty()) {
                List<?> fields = (List<?>) ((List<?>) oldest.get(0)).get(1);
                JournalEntry entry = ReservationRecord.readable(
                        () -> "the oldest entry of a journal",
                        () -> EntryRecord.entry(
                                ScriptAnswer.textOf(fields.get(0)), ScriptAnswer.textOf(fields.get(1))));
                oldestAge = Math.max(oldestAge, answer.number(1) - entry.atMillis());
            }
        }
        return new Backlog(entries, oldestAge);
    }
}
