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
 * Delivers records to a topic in order. Either all arrive, or some can never arrive, or the delivery fails as a whole.
 *
 * <p>When a record fails but may succeed later, later records of its key must not arrive, because they would overtake
 * it. So the first failure closes the producer, in the thread that would send the next records. Whatever has not
 * reached the broker by then never will. Records that were in flight together stay in order, because a broker accepts
 * the records of one producer without gaps.
 *
 * @param <T> the source of a record
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

    /** Hands a record to the producer; does nothing after a failure. May block while the producer's buffer is full. */
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

    /** Waits until every record has arrived or failed. */
    void await() {
        if (!over) {
            producer.flush();
        }
    }

    /** Whether a failure has closed the producer. */
    boolean isOver() {
        return over;
    }

    /** The failure of the whole delivery, or null. */
    @Nullable
    Exception failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** The sources of records that can never be sent, with the reasons. */
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
        // A record that is too large is sent alone. Any other failure hits the whole request.
        if (!(exception instanceof RecordTooLargeException) && !over) {
            over = true;
            end(producer);
        }
    }

    /**
     * Closes a producer and drops what it has not sent. An interrupt of the caller is restored afterwards, because it
     * would leave the producer half closed.
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
