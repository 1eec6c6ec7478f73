package io.stipend.cli.events;

import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A source of events. Used by one thread. */
public interface RawEvents {

    /**
     * The next ones, in order. Blocks for a moment if there are none yet.
     *
     * @return null at the end
     */
    @Nullable
    List<RawEvent> next();

    /**
     * One record, as it was found.
     *
     * @param where names it in a complaint
     * @param headers what CloudEvents calls the transport's headers
     * @param value the event, or its data
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and too many to copy
    record RawEvent(String where, Headers headers, byte[] value) {}
}
