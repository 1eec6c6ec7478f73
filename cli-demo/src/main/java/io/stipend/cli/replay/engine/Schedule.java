package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Deals requests to workers: in the order of time, but none of a session while another of it runs. With one worker that
 * is the order of time itself. Thread safe.
 */
final class Schedule {

    private final List<TraceRequest> requests;
    private final ReentrantLock lock = new ReentrantLock();

    /** By session: null when it is idle, else the indexes of its requests that wait for the one that runs. */
    private final @Nullable Queue<Integer>[] waiting;

    /** Requests whose predecessor has ended meanwhile; they are older than any that is yet to be looked at. */
    private final PriorityQueue<Integer> overdue = new PriorityQueue<>();

    private int next;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Schedule(List<TraceRequest> requests, int sessions) {
        this.requests = requests;
        this.waiting = new Queue[sessions];
    }

    /**
     * The next request that may run; the worker calls {@link #done} when it has. Null when there is none for this worker:
     * what is left then waits for a request of another worker, who will be given it. Does not block.
     */
    @Nullable
    TraceRequest take() {
        lock.lock();
        try {
            Integer index = overdue.poll();
            if (index != null) {
                return requests.get(index);
            }
            while (next < requests.size()) {
                TraceRequest request = requests.get(next);
                Queue<Integer> queue = waiting[request.session()];
                if (queue == null) {
                    waiting[request.session()] = new ArrayDeque<>(2);
                    next++;
                    return request;
                }
                queue.add(next++);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The request has ended: the next of its session may run. */
    void done(TraceRequest request) {
        lock.lock();
        try {
            Queue<Integer> queue = waiting[request.session()];
            Integer successor = queue == null ? null : queue.poll();
            if (successor == null) {
                waiting[request.session()] = null;
            } else {
                overdue.add(successor);
            }
        } finally {
            lock.unlock();
        }
    }
}
