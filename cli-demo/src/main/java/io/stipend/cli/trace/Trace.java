package io.stipend.cli.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A usage log that has been read, in the order of time. Immutable. */
public final class Trace {

    private final String name;
    private final @Nullable String attribution;
    private final List<TraceRequest> requests;
    private final List<String> sessions;
    private final long skippedLines;
    private final long outOfOrder;

    Trace(TraceSource source, List<TraceRequest> requests, List<String> sessions, long skippedLines, long outOfOrder) {
        this.name = source.name();
        this.attribution = source.attribution();
        this.requests = List.copyOf(requests);
        this.sessions = List.copyOf(sessions);
        this.skippedLines = skippedLines;
        this.outOfOrder = outOfOrder;
    }

    /** What to call it in reports. */
    public String name() {
        return name;
    }

    /** Whom it comes from, if that must be said. */
    public @Nullable String attribution() {
        return attribution;
    }

    /** The requests by time; those of the same millisecond in the order of the log. At least one. */
    public List<TraceRequest> requests() {
        return requests;
    }

    /** How many sessions there are. They are numbered from 0 in the order of their first requests. */
    public int sessions() {
        return sessions.size();
    }

    /** What a session is called; no two have the same name. */
    public String sessionName(int session) {
        return sessions.get(session);
    }

    /** Lines that were skipped because they are bad. */
    public long skippedLines() {
        return skippedLines;
    }

    /** Requests that stood behind a later one, and were sorted. */
    public long outOfOrder() {
        return outOfOrder;
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
        return requests.stream().filter(request -> request.user() != null).count();
    }
}
