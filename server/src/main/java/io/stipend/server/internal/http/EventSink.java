package io.stipend.server.internal.http;

/** A client that listens to events. Used by one thread at a time. */
public interface EventSink {

    /**
     * Sends some bytes; does not block. The next are sent when these have gone.
     *
     * @param done is called when they have gone; not if they cannot
     * @param failed is called if they cannot, because the client is gone or does not read
     */
    void send(byte[] bytes, Runnable done, Runnable failed);

    /** Ends the answer; not while it sends. */
    void end();

    /** Cuts the connection; does nothing if it is cut. */
    void abort();
}
