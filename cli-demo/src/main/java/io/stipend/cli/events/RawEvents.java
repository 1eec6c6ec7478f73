package io.stipend.cli.events;

import java.util.List;
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
}
