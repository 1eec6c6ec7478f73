package io.stipend.server.internal.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a request's body chunk by chunk, as it comes. No thread waits for it. */
abstract class BodyChunks implements Runnable {

    private final Request request;

    BodyChunks(Request request) {
        this.request = request;
    }

    Request request() {
        return request;
    }

    /** Takes some bytes, which are gone afterwards; returns whether to go on. */
    abstract boolean take(ByteBuffer bytes);

    /** After the last bytes, unless {@link #take} has said that it is enough. */
    abstract void ended();

    /** The client has gone, or has sent what is no body. */
    abstract void failed(Throwable failure);

    /** Begins, and goes on. */
    @Override
    public final void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed(chunk.getFailure());
                return;
            }
            boolean goesOn = take(chunk.getByteBuffer());
            boolean isLast = chunk.isLast();
            chunk.release();
            if (!goesOn) {
                return;
            }
            if (isLast) {
                ended();
                return;
            }
        }
    }
}
