package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.network.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection to the proxy and the proxy's own to the server, with a thread for each direction. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server = new Socket();
    private final ProxyFaults faults;
    private final Consumer<ProxiedConnection> whenClosed;
    private final AtomicInteger openDirections = new AtomicInteger(Direction.values().length);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    ProxiedConnection(Socket client, ProxyFaults faults, Consumer<ProxiedConnection> whenClosed) {
        this.client = client;
        this.faults = faults;
        this.whenClosed = whenClosed;
    }

    /** Connects to the server, in a thread of its own, and passes bytes until one side ends. */
    void open(String host, int port) {
        start("connect", () -> {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(new InetSocketAddress(host, port));
            } catch (IOException e) {
                close();
                return;
            }
            start("to-client", new ByteForwarder(this, Direction.TO_CLIENT, server, client, faults));
            new ByteForwarder(this, Direction.TO_SERVER, client, server, faults).run();
        });
    }

    /** Starts a daemon thread that ends with the connection. */
    void start(String name, Runnable work) {
        Thread thread = new Thread(work, "fault-proxy-" + client.getPort() + "-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        if (closed.get()) {
            thread.interrupt();
        }
    }

    /** One side will send no more, and the other has been told so. */
    void directionEnded() {
        if (openDirections.decrementAndGet() == 0) {
            close();
        }
    }

    /** Closes both sides in order: what has been passed on still arrives. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                // The client has gone, and need not be told.
            }
            end();
        }
    }

    /** Closes both sides at once; the peers see a reset. */
    void reset() {
        if (closed.compareAndSet(false, true)) {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    // Closed already.
                }
            }
            end();
        }
    }

    private void end() {
        for (Socket socket : List.of(client, server)) {
            try {
                socket.close();
            } catch (IOException e) {
                // There is nothing more to be done about it.
            }
        }
        threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
        whenClosed.accept(this);
    }
}
