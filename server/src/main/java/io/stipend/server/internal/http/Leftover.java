package io.stipend.server.internal.http;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What a client still sends of a body that nobody wants, after its answer. It is read and thrown away, up to a bound, before the
 * connection ends: one that ends with bytes unread is reset, and the client may lose the answer with it.
 */
final class Leftover extends BodyChunks {

    /** Whoever has more to send loses the connection. */
    private static final long MAX_BYTES = 1 << 20;

    private static final long MAX_MILLIS = 1_000;

    private final Callback end;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private long bytes;

    private Leftover(Request request, Callback end) {
        super(request);
        this.end = end;
    }

    /**
     * To be called when the answer is sent.
     *
     * @param end ends the exchange
     */
    static Callback after(Request request, Callback end) {
        Leftover leftover = new Leftover(request, end);
        return Callback.from(leftover::begin, end::failed);
    }

    private void begin() {
        request().getComponents().getScheduler().schedule(this::ended, MAX_MILLIS, TimeUnit.MILLISECONDS);
        run();
    }

    @Override
    boolean take(ByteBuffer some) {
        bytes += some.remaining();
        if (bytes < MAX_BYTES) {
            return true;
        }
        ended();
        return false;
    }

    @Override
    void ended() {
        if (isOver.compareAndSet(false, true)) {
            end.succeeded();
        }
    }

    @Override
    void failed(Throwable failure) {
        // The answer is sent: there is nobody to tell.
        ended();
    }
}
