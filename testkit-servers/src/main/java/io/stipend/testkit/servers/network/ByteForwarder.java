package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.network.FaultProxy.Direction;
import io.stipend.testkit.servers.network.ProxyFaults.Admission;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Passes bytes on in one direction of one connection. */
final class ByteForwarder implements Runnable {

    private static final int MAX_AT_ONCE = 16 * 1024;

    /** Together 16 MB at most: what fits on a line of 10 ms and 10 Gbit/s. A full line makes the sender wait. */
    private static final int MAX_CHUNKS_ON_LINE = 1024;

    private final ProxiedConnection connection;
    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final ProxyFaults faults;

    /** What is under way while there is a delay, or has been one; in order, for bytes must not overtake each other. */
    private @Nullable BlockingQueue<Chunk> line;

    ByteForwarder(ProxiedConnection connection, Direction direction, Socket from, Socket to, ProxyFaults faults) {
        this.connection = connection;
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.faults = faults;
    }

    /** Bytes on their way. */
    private static final class Chunk {

        private final byte[] bytes;

        /** By {@link System#nanoTime}. */
        private final long dueNanos;

        /** Copies the bytes at the beginning of a buffer; none tell that the sender has ended. */
        Chunk(byte[] buffer, int length, long dueNanos) {
            this.bytes = Arrays.copyOf(buffer, length);
            this.dueNanos = dueNanos;
        }

        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public void run() {
        orClose(() -> {
            byte[] buffer = new byte[MAX_AT_ONCE];
            int length = from.getInputStream().read(buffer);
            while (length >= 0) {
                send(buffer, length);
                length = from.getInputStream().read(buffer);
            }
            end();
        });
    }

    private void send(byte[] buffer, int length) throws IOException, InterruptedException {
        long delayNanos = faults.delayNanos(direction);
        if (line == null && delayNanos > 0) {
            line = startLine();
        }
        if (line == null) {
            deliver(buffer, length);
        } else {
            line.put(new Chunk(buffer, length, System.nanoTime() + delayNanos));
        }
    }

    private void end() throws IOException, InterruptedException {
        if (line == null) {
            deliverEnd();
        } else {
            line.put(new Chunk(new byte[0], 0, System.nanoTime() + faults.delayNanos(direction)));
        }
    }

    private BlockingQueue<Chunk> startLine() {
        BlockingQueue<Chunk> started = new ArrayBlockingQueue<>(MAX_CHUNKS_ON_LINE);
        connection.start(
                "delayed-" + direction,
                () -> orClose(() -> {
                    Chunk chunk = started.take();
                    while (!chunk.isEnd()) {
                        waitUntil(chunk.dueNanos);
                        deliver(chunk.bytes, chunk.bytes.length);
                        chunk = started.take();
                    }
                    waitUntil(chunk.dueNanos);
                    deliverEnd();
                }));
        return started;
    }

    private static void waitUntil(long dueNanos) throws InterruptedException {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void deliver(byte[] buffer, int length) throws IOException, InterruptedException {
        Admission admission = faults.admit(direction, length);
        to.getOutputStream().write(buffer, 0, admission.bytes());
        if (admission.cut()) {
            connection.close();
        }
    }

    private void deliverEnd() throws IOException, InterruptedException {
        faults.awaitFlow(direction);
        to.shutdownOutput();
        connection.directionEnded();
    }

    private void orClose(Work work) {
        try {
            work.run();
        } catch (IOException | InterruptedException e) {
            // One side is gone, or the proxy closes.
            connection.close();
        }
    }
}
