package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.internal.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy in front of any server, on 127.0.0.1, that breaks connections where a test says, to the byte. It passes
 * everything on until told otherwise, and can be told while connections are open. Thread safe; no method waits for the
 * network.
 *
 * <p>To try every place at which a connection can break, let the work run once undisturbed and see by {@link #bytes} how
 * much passed; then for each position cut there and run it again:
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
 *     for (long position = 0; position < length; position++) {
 *         proxy.cutAfter(FaultProxy.Direction.TO_CLIENT, position);
 *         // do the work, and see that it took effect once
 *     }
 * }
 * }</pre>
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        /** From the client to the server: requests. */
        TO_SERVER,
        /** From the server to the client: replies. */
        TO_CLIENT
    }

    private final String serverHost;
    private final int serverPort;
    private final int port;
    private final ProxyFaults faults = new ProxyFaults();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock listening = new ReentrantLock();
    private @Nullable Listener listener;

    private FaultProxy(String serverHost, int serverPort, int port) throws IOException {
        this.serverHost = serverHost;
        this.serverPort = serverPort;
        this.port = port;
        this.listener = Listener.open(port, this::accept);
    }

    /**
     * Opens a proxy on a free port. The server need not run: a client then sees its connection closed.
     *
     * @param host the server's host
     * @param port the server's port
     */
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(host, port, Ports.free());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a proxy to " + host + ":" + port, e);
        }
    }

    /** The host to connect to instead of the server's. */
    public String host() {
        return Ports.LOOPBACK;
    }

    /** The port to connect to instead of the server's; it stays the same for the proxy's life. */
    public int port() {
        return port;
    }

    /**
     * From now on lets exactly so many bytes pass in a direction, then closes the connection that carried the last of
     * them, on both sides; other connections stay. That happens once, then everything passes again. Bytes are counted
     * over all connections. Replaces a cut that has not happened yet.
     *
     * @param bytes from 0, which cuts when the next byte comes and before it is passed on
     */
    public void cutAfter(Direction direction, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot cut after " + bytes + " bytes, only after 0 or more");
        }
        faults.cutAfter(direction, bytes);
    }

    /** Cuts when the next request comes, of which the server sees nothing. */
    public void cutBeforeRequest() {
        cutAfter(Direction.TO_SERVER, 0);
    }

    /**
     * Cuts when the next reply comes, of which the client sees nothing: the server has done what it was asked, as far as
     * it answers only then.
     */
    public void cutBeforeReply() {
        cutAfter(Direction.TO_CLIENT, 0);
    }

    /** Whether a cut was asked for and has not happened. */
    public boolean isCutPending() {
        return faults.isCutPending();
    }

    /** Resets all open connections, on both sides. New ones are accepted. */
    public void cutAll() {
        connections.forEach(ProxiedConnection::reset);
    }

    /**
     * Holds back what comes in a direction. Connections stay open and new ones are accepted; {@link #pass} lets go on
     * what was held back.
     */
    public void hang(Direction direction) {
        faults.hang(direction);
    }

    /** Holds back everything, both ways. */
    public void hang() {
        hang(Direction.TO_SERVER);
        hang(Direction.TO_CLIENT);
    }

    /** Refuses new connections, as a machine does on which no server runs. Open ones go on. */
    public void refuse() {
        listening.lock();
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
        } finally {
            listening.unlock();
        }
    }

    /**
     * Takes back {@link #hang}, {@link #refuse}, and a cut that has not happened. A delay stays; its way back is a delay
     * of zero.
     */
    public void pass() {
        faults.pass();
        listening.lock();
        try {
            if (listener == null) {
                listener = Listener.open(port, this::accept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + " again", e);
        } finally {
            listening.unlock();
        }
    }

    /**
     * Delays what comes from now on in a direction, as a long line does: each byte arrives later by that much, and no
     * fewer of them arrive in a second. In whole nanoseconds; in practice the delay is longer by up to a tenth of a
     * millisecond.
     *
     * @param delay from zero, which ends the delay
     */
    public void delay(Direction direction, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay + " is negative");
        }
        faults.delay(direction, delay.toNanos());
    }

    /**
     * How many bytes have passed in a direction, over all connections since the proxy was opened. What a client has
     * received is counted already.
     */
    public long bytes(Direction direction) {
        return faults.passed(direction);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Refuses new connections for good, and resets the open ones. */
    @Override
    public void close() {
        refuse();
        cutAll();
    }

    private void accept(Socket client) {
        ProxiedConnection connection = new ProxiedConnection(client, faults, connections::remove);
        connections.add(connection);
        connection.open(serverHost, serverPort);
    }

    /** A thread that accepts connections. */
    private record Listener(ServerSocket socket, Thread thread) {

        private static final int BACKLOG = 128;

        static Listener open(int port, Consumer<Socket> accept) throws IOException {
            ServerSocket socket = new ServerSocket(port, BACKLOG, Ports.ADDRESS);
            Thread thread = new Thread(() -> listen(socket, accept), "fault-proxy-" + port);
            thread.setDaemon(true);
            thread.start();
            return new Listener(socket, thread);
        }

        private static void listen(ServerSocket socket, Consumer<Socket> accept) {
            while (!socket.isClosed()) {
                try {
                    accept.accept(socket.accept());
                } catch (IOException e) {
                    // Closed; or a client that gave up before it was accepted.
                }
            }
        }

        void close() {
            try {
                socket.close();
                // The port is free when the thread no longer waits on it.
                thread.join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
