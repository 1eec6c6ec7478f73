package io.stipend.server.internal.http;

import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of JSON for each answer, written by a thread of its own: requests never wait for the log. What comes faster than it can be
 * written is left out, and how much that was is said. Thread safe.
 */
public final class AccessLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("io.stipend.server.access");

    private static final int WAITING = 8_192;

    private record Line(
            long atMillis,
            String method,
            String place,
            int status,
            int bytes,
            long micros,
            @Nullable Caller caller,
            String traceId) {}

    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder leftOut = new LongAdder();
    private final @Nullable Thread writer;

    /**
     * A log.
     *
     * @param on whether anything is written
     */
    public AccessLog(boolean on) {
        writer = on ? new Thread(this::write, "stipend-access-log") : null;
        if (writer != null) {
            writer.setDaemon(true);
            writer.start();
        }
    }

    void answered(Exchange exchange, int status, int bytes) {
        if (writer == null) {
            return;
        }
        boolean taken = lines.offer(new Line(
                System.currentTimeMillis(),
                exchange.method(),
                exchange.place(),
                status,
                bytes,
                exchange.tookNanos() / 1_000,
                exchange.caller(),
                exchange.trace().traceId()));
        if (!taken) {
            leftOut.increment();
        }
    }

    private void write() {
        List<Line> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(lines.take());
                lines.drainTo(batch);
                flush(batch);
            }
        } catch (InterruptedException closed) {
            lines.drainTo(batch);
            flush(batch);
        }
    }

    private void flush(List<Line> batch) {
        batch.forEach(line -> log.info("{}", text(line)));
        batch.clear();
        long missing = leftOut.sumThenReset();
        if (missing > 0) {
            log.warn("{} answers are not in this log: they came faster than it can be written", missing);
        }
    }

    private static String text(Line line) {
        byte[] json = Json.bytes(out -> {
            out.writeStartObject();
            Json.time(out, "at", line.atMillis());
            out.writeStringProperty("method", line.method());
            out.writeStringProperty("place", line.place());
            out.writeNumberProperty("status", line.status());
            out.writeNumberProperty("bytes", line.bytes());
            out.writeNumberProperty("micros", line.micros());
            Caller caller = line.caller();
            if (caller != null) {
                out.writeStringProperty("key", caller.name());
                out.writeStringProperty("tenant", caller.tenant());
            }
            out.writeStringProperty("traceId", line.traceId());
            out.writeEndObject();
        });
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.interrupt();
        }
    }
}
