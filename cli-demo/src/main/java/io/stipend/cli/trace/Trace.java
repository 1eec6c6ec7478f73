package io.stipend.cli.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A usage log that has been read, in the order of time.
 *
 * @param source where it comes from
 * @param requests the requests by time; those of the same time in the order of the log; at least one. Each is made when it is asked
 *     for, from columns of numbers: hold few of them at a time, and a million take no more than 60 MB
 * @param sessions what each session is called; they are numbered from 0 in the order of their first requests
 * @param notes what was found while it was read
 */
public record Trace(TraceSource source, List<TraceRequest> requests, List<String> sessions, TraceNotes notes) {

    /** What to call it in reports. */
    public String name() {
        return source.name();
    }

    /** Whom it comes from, if that must be said. */
    public @Nullable String attribution() {
        return source.attribution();
    }

    /** When the first request was sent: the zero of the trace's own time. */
    public long startMillis() {
        return requests.get(0).atMillis();
    }

    /** How long after the first request the last was sent. */
    public long spanMillis() {
        return requests.get(requests.size() - 1).atMillis() - startMillis();
    }

    /** How many requests say which user sent them. */
    public long requestsWithUser() {
        return requests.stream().filter(request -> request.user().isPresent()).count();
    }
}
