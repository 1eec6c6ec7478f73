package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.network.FaultProxy.Direction;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a proxy is to do to the bytes of all its connections, and how many have passed. Thread safe. */
final class ProxyFaults {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Set<Direction> hanging = EnumSet.noneOf(Direction.class);
    private final Map<Direction, Long> delayNanos = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
    private @Nullable Cut cut;

    /**
     * What may be done with bytes that have come.
     *
     * @param bytes how many may pass
     * @param cut whether the connection ends after them
     */
    record Admission(int bytes, boolean cut) {}

    /** A connection is to end after so many more bytes in a direction. */
    private record Cut(Direction direction, long left) {}

    /** Asks what may be done with bytes that have come, and counts those that may pass. Blocks while they must hang. */
    Admission admit(Direction direction, int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitFlow(direction);
            Admission admission = admission(direction, bytes);
            passed.merge(direction, (long) admission.bytes(), Long::sum);
            return admission;
        } finally {
            lock.unlock();
        }
    }

    /** Blocks while what comes in a direction must hang. */
    void awaitFlow(Direction direction) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (hanging.contains(direction)) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private Admission admission(Direction direction, int bytes) {
        Cut pending = cut;
        if (pending == null || pending.direction() != direction) {
            return new Admission(bytes, false);
        }
        if (bytes < pending.left()) {
            cut = new Cut(direction, pending.left() - bytes);
            return new Admission(bytes, false);
        }
        cut = null;
        return new Admission((int) pending.left(), true);
    }

    void cutAfter(Direction direction, long bytes) {
        locked(() -> cut = new Cut(direction, bytes));
    }

    void hang(Direction direction) {
        locked(() -> hanging.add(direction));
    }

    void pass() {
        locked(() -> {
            cut = null;
            hanging.clear();
            released.signalAll();
        });
    }

    void delay(Direction direction, long nanos) {
        locked(() -> delayNanos.put(direction, nanos));
    }

    boolean isCutPending() {
        lock.lock();
        try {
            return cut != null;
        } finally {
            lock.unlock();
        }
    }

    long delayNanos(Direction direction) {
        return read(delayNanos, direction);
    }

    long passed(Direction direction) {
        return read(passed, direction);
    }

    private long read(Map<Direction, Long> numbers, Direction direction) {
        lock.lock();
        try {
            return numbers.getOrDefault(direction, 0L);
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
