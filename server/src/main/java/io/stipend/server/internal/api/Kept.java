package io.stipend.server.internal.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What takes the store some time to say, kept for a while and made one at a time, so that whoever asks again and again does not keep the store
 * at work. Those least lately asked for are forgotten. Thread safe; blocks while something is made.
 *
 * @param <K> what is asked
 * @param <V> what is said
 */
public final class Kept<K, V> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Made<V>> made;

    private record Made<V>(V value, long atNanos) {}

    /** Keeps so many at most. */
    public Kept(int most) {
        made = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Made<V>> eldest) {
                return size() > most;
            }
        };
    }

    /** What was made no longer ago than this; else makes it. What making throws is thrown, and not kept. */
    public V get(K key, long keptMillis, Supplier<V> make) {
        lock.lock();
        try {
            Made<V> before = made.get(key);
            if (before != null && System.nanoTime() - before.atNanos() < TimeUnit.MILLISECONDS.toNanos(keptMillis)) {
                return before.value();
            }
            V value = make.get();
            made.put(key, new Made<>(value, System.nanoTime()));
            return value;
        } finally {
            lock.unlock();
        }
    }
}
