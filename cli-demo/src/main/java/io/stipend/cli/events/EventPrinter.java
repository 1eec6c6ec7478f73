package io.stipend.cli.events;

import io.cloudevents.rw.CloudEventRWException;
import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaPublishers;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Prints events, a line each. */
public final class EventPrinter {

    /** Further ones are counted only. */
    private static final int COMPLAINTS_SHOWN = 3;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Deserializer<@Nullable ResourceEvent> events = KafkaPublishers.deserializer();
    private long foreign;

    /**
     * Makes a printer.
     *
     * @param err where complaints go about what is no event
     * @param json whether to print CloudEvents as JSON
     */
    public EventPrinter(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Prints all events of a source, to its end, or until the reader of the output has gone. */
    public void print(RawEvents source) {
        List<RawEvents.RawEvent> next = source.next();
        while (next != null && !out.checkError()) {
            next.forEach(this::print);
            out.flush();
            next = source.next();
        }
    }

    /** Says how much was passed over; returns whether nothing was. */
    public boolean summary() {
        if (foreign > 0) {
            err.println("stipend events tail: passed over " + foreign + " records that are no events of Stipend's");
            err.flush();
        }
        return foreign == 0;
    }

    private void print(RawEvents.RawEvent raw) {
        try {
            out.println(json ? json(raw) : line(raw));
        } catch (SerializationException | CloudEventRWException | IllegalArgumentException e) {
            if (foreign++ < COMPLAINTS_SHOWN) {
                err.println("passed over: " + raw.where() + ": "
                        + Objects.requireNonNullElse(e.getCause(), e).getMessage());
                err.flush();
            }
        }
    }

    private String line(RawEvents.RawEvent raw) {
        ResourceEvent event = events.deserialize("", raw.headers(), raw.value());
        // Of a newer Stipend's: this one has no words for it.
        return event == null ? json(raw) : EventLines.line(event);
    }

    private static String json(RawEvents.RawEvent raw) {
        return CloudEventJson.line(raw.headers(), raw.value());
    }
}
