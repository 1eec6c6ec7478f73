package io.stipend.cli.trace;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The requests of a log in the order of time. Each is made when it is asked for, so that few of them are in memory at a time. */
final class RequestList extends AbstractList<TraceRequest> implements RandomAccess {

    private final TraceTable table;
    private final RowOrder order;
    private final RowSessions sessions;
    private final long ticksPerMicro;

    RequestList(TraceTable table, RowOrder order, RowSessions sessions, long ticksPerMicro) {
        this.table = table;
        this.order = order;
        this.sessions = sessions;
        this.ticksPerMicro = ticksPerMicro;
    }

    @Override
    public TraceRequest get(int place) {
        int row = order.row(Objects.checkIndex(place, size()));
        return table.request(row, sessions.of(row), ticksPerMicro);
    }

    @Override
    public int size() {
        return table.size();
    }
}
