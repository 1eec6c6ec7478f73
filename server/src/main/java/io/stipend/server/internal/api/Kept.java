package io.stipend.server.internal.api;

import io.stipend.server.internal.json.Problem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What takes the store some time to say, kept for a while and made once for all who ask it at the same time, so that whoever asks again and again does
 * not keep the store at work. A question waits for nobody who asks another one. Of each tenant {@value #MAX_ASKING} callers make or wait at most, so
 * that a store that is slow for one does not take the places of all. Those least lately asked for are forgotten. Thread safe; blocks while something
 * is made.
 *
 * @param <K> what is asked
 * @param <V> what is said
 */
public final class Kept<K, V> {

    static final int MAX_ASKING = 16;

    private final Function<K, String> tenantOf;
    private final Map<K, Question<V>> questions;
    private final Map<String, Integer> asking = new HashMap<>();

    private record Made<V>(V value, long atNanos) {

        boolean isFresh(long keptMillis) {
            return System.nanoTime() - atNanos < TimeUnit.MILLISECONDS.toNanos(keptMillis);
        }
    }

    /** Whoever has its lock makes the answer. */
    private static final class Question<V> {

        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Made<V> made;
    }

    /**
     * Nothing is kept yet.
     *
     * @param limit how many answers are kept at most
     * @param tenantOf whose a question is
     */
    public Kept(int limit, Function<K, String> tenantOf) {
        this.tenantOf = tenantOf;
        this.questions = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Question<V>> eldest) {
                return size() > limit;
            }
        };
    }

    /**
     * What was made no longer ago than this; else makes it. What making throws is thrown, and not kept.
     *
     * @throws io.stipend.server.internal.json.ProblemException when as many callers of the tenant make or wait as may
     */
    public V get(K key, long keptMillis, Supplier<V> make) {
        Question<V> question = question(key);
        Made<V> before = question.made;
        if (before != null && before.isFresh(keptMillis)) {
            return before.value();
        }
        String tenant = tenantOf.apply(key);
        enter(tenant);
        question.lock.lock();
        try {
            Made<V> meanwhile = question.made;
            if (meanwhile != null && meanwhile.isFresh(keptMillis)) {
                return meanwhile.value();
            }
            V value = make.get();
            question.made = new Made<>(value, System.nanoTime());
            return value;
        } finally {
            question.lock.unlock();
            leave(tenant);
        }
    }

    private Question<V> question(K key) {
        synchronized (questions) {
            return questions.computeIfAbsent(key, unused -> new Question<>());
        }
    }

    private void enter(String tenant) {
        synchronized (asking) {
            int now = asking.getOrDefault(tenant, 0);
            if (now >= MAX_ASKING) {
                throw Problem.of(503, "OVERLOADED", "as many questions of this tenant are at work as may be at once")
                        .remedy("ask again after a moment")
                        .retryAfter(1)
                        .exception();
            }
            asking.put(tenant, now + 1);
        }
    }

    private void leave(String tenant) {
        synchronized (asking) {
            asking.computeIfPresent(tenant, (name, now) -> now == 1 ? null : now - 1);
        }
    }
}
