package io.stipend.events.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way to a topic, in order. Either all arrive, or some can never, or it fails as a whole.
 *
 * <p>When a record has failed and may yet succeed, later ones of its key must not arrive, or they would stand before it
 * once it is sent again. So the first failure ends the producer, from the thread that would send the next ones: what is
 * not with the broker by then never will be. What was on the wire with it stays in order even so, because a broker takes
 * the records of one producer without gaps.
 *
 * @param <T> what a record is made from
 */
final class Delivery<T> {

    private final Producer<byte[], byte[]> producer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<T, Exception> rejected = new LinkedHashMap<>();
    private @Nullable Exception failure;
    private volatile boolean over;

    Delivery(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Hands a record to the producer; does nothing once something has failed. May block while its buffer is full. */
    void send(ProducerRecord<byte[], byte[]> record, T of) {
        if (over) {
            return;
        }
        try {
            var unused = producer.send(record, (metadata, exception) -> {
                if (exception != null) {
                    fail(of, exception);
                }
            });
        } catch (RuntimeException e) {
            fail(of, e);
        }
    }

    /** Waits until each record has arrived or failed. */
    void await() {
        if (!over) {
            producer.flush();
        }
    }

    /** Whether it has ended its producer. */
    boolean isOver() {
        return over;
    }

    /** Why it failed as a whole; null if it did not. */
    @Nullable
    Exception failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** What can never be sent, and why. */
    Map<T, Exception> rejected() {
        lock.lock();
        try {
            return new LinkedHashMap<>(rejected);
        } finally {
            lock.unlock();
        }
    }

    private void fail(T of, Exception exception) {
        lock.lock();
        try {
            if (KafkaFailures.isForEver(exception)) {
                rejected.put(of, exception);
            } else if (failure == null) {
                failure = exception;
            }
        } finally {
            lock.unlock();
        }
        // One that is too large travels alone; with any other, its companions have failed as well.
        if (!(exception instanceof RecordTooLargeException) && !over) {
            over = true;
            end(producer);
        }
    }

    /**
     * Ends a producer with all that it has not yet sent. An interrupt of the caller is kept for later, because it would
     * leave the producer half closed.
     */
    static void end(Producer<?, ?> producer) {
        boolean interrupted = Thread.interrupted();
        try {
            producer.close(Duration.ZERO);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
