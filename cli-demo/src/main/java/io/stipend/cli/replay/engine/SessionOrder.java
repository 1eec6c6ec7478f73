package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a session one after another: a request is not sent while the one before it runs, if it is the rates that say how
 * long that takes. Where the log says how long calls took, each is sent when it arrives. For one thread, but for what says otherwise.
 */
public final class SessionOrder {

    private final Trace trace;
    private final Sender sender;

    /** The sessions whose next request waits, by their numbers. */
    private final BitSet busy = new BitSet();

    /** The requests that wait in each session, by their places in the log: few of them are made into calls at a time. */
    private final @Nullable Queue<Integer>[] waiting;

    private boolean isSendingWaiting;
    private volatile long arrived;
    private volatile boolean stopped;

    /** Sends a request. */
    @FunctionalInterface
    public interface Sender {

        /**
         * Sends it now.
         *
         * @param index its place in the log
         * @param waited whether it waited for the one before
         */
        void send(TraceRequest request, int index, boolean waited);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    public SessionOrder(Trace trace, Sender sender) {
        this.trace = trace;
        this.sender = sender;
        this.waiting = new Queue[trace.sessions().size()];
    }

    /** A request arrives: it is sent now, or when those before it in its session have ended. */
    public void arrive(TraceRequest request, int index) {
        int session = request.session();
        if (busy.get(session)) {
            Queue<Integer> queue = waiting[session];
            if (queue == null) {
                queue = new ArrayDeque<>(1);
                waiting[session] = queue;
            }
            queue.add(index);
        } else {
            send(request, index, false);
        }
        arrived = index + 1L;
    }

    /** How many requests have arrived. Any thread may call it. */
    public long arrived() {
        return arrived;
    }

    private void send(TraceRequest request, int index, boolean waited) {
        if (request.duration().isEmpty()) {
            busy.set(request.session());
        }
        sender.send(request, index, waited);
    }

    /** A request has ended, or was refused: the next of its session is sent now. */
    public void ended(TraceRequest ended) {
        int session = ended.session();
        if (ended.duration().isPresent()) {
            return;
        }
        busy.clear(session);
        Queue<Integer> queue = waiting[session];
        if (queue == null || isSendingWaiting) {
            // One that was sent from here and refused: the loop below goes on.
            return;
        }
        isSendingWaiting = true;
        while (!busy.get(session) && !queue.isEmpty() && !stopped) {
            int next = queue.remove();
            send(trace.requests().get(next), next, true);
        }
        isSendingWaiting = false;
    }

    /** What waits is not sent any more, and nothing else is to arrive. Any thread may call it. */
    public void stop() {
        stopped = true;
    }

    /** Whether nothing is to arrive any more. Any thread may call it. */
    public boolean isStopped() {
        return stopped;
    }
}
