package io.stipend.server.internal.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose request's head does not arrive in its time. Jetty's own timeout begins anew with every byte, so that a client
 * that sends one now and then could keep its connection for ever. For the head alone: a body has a deadline of its own.
 */
public final class SlowRequests extends AbstractLifeCycle {

    private static final int LOOKS_PER_TIMEOUT = 4;

    private final ServerConnector connector;
    private final long timeoutNanos;

    /** What connections looked like; only the scheduler's thread uses it. */
    private Map<Connection, Look> looks = new HashMap<>();

    /**
     * What a connection without a request at work looked like.
     *
     * @param requests how many there had been
     * @param bytes how many bytes had come when it last did nothing
     * @param sinceNanos when that was
     */
    private record Look(long requests, long bytes, long sinceNanos) {}

    public SlowRequests(ServerConnector connector, Duration timeout) {
        this.connector = connector;
        this.timeoutNanos = timeout.toNanos();
    }

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        connector.getScheduler().schedule(this::look, timeoutNanos / LOOKS_PER_TIMEOUT, TimeUnit.NANOSECONDS);
    }

    private void look() {
        Map<Connection, Look> now = new HashMap<>();
        long nanos = System.nanoTime();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            Connection connection = http(endPoint.getConnection());
            if (connection != null && connection.getMessagesIn() == connection.getMessagesOut()) {
                Look look = look(connection, looks.get(connection), nanos);
                if (nanos - look.sinceNanos() > timeoutNanos) {
                    connection.close();
                } else {
                    now.put(connection, look);
                }
            }
        }
        looks = now;
        if (isRunning()) {
            schedule();
        }
    }

    private static Look look(Connection connection, @Nullable Look before, long nanos) {
        long requests = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        if (before != null && before.requests() == requests && bytes > before.bytes()) {
            return before;
        }
        return new Look(requests, bytes, nanos);
    }

    private static @Nullable Connection http(@Nullable Connection connection) {
        return connection instanceof SslConnection ssl ? ssl.getSslEndPoint().getConnection() : connection;
    }
}
