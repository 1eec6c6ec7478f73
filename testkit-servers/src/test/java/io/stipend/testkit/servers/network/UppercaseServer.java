package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.internal.process.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each line with the same line in capitals, and remembers all bytes that it was sent. */
final class UppercaseServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Thread listener;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final AtomicInteger ended = new AtomicInteger();

    UppercaseServer() throws IOException {
        socket = new ServerSocket(0, 50, Ports.ADDRESS);
        listener = daemon(() -> {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    /** What it was sent over all connections. */
    String received() {
        synchronized (received) {
            return received.toString(StandardCharsets.US_ASCII);
        }
    }

    /** How many connections have ended. */
    int ended() {
        return ended.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
            // Until the thread no longer waits on it the port still takes connections, and the thread would serve them.
            listener.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            InputStream in = client.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                synchronized (received) {
                    received.write(next);
                }
                line.append((char) next);
                if (next == '\n') {
                    byte[] reply = line.toString().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
                    client.getOutputStream().write(reply);
                    line.setLength(0);
                }
            }
        } finally {
            ended.incrementAndGet();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The other side has gone, or the test has ended.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
