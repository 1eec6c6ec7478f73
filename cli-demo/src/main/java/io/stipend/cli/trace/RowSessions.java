package io.stipend.cli.trace;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The sessions of a table, numbered from 0 in the order of their first requests. A request that names none is a session of its own,
 * called by its line.
 */
final class RowSessions {

    private final TraceTable table;

    /** By row. */
    private final LongColumn numbers = new LongColumn();

    /** By session: the number of its name, or, negative, one more than its only row. */
    private final LongColumn names = new LongColumn();

    private RowSessions(TraceTable table) {
        this.table = table;
    }

    static RowSessions of(TraceTable table, RowOrder order) {
        RowSessions sessions = new RowSessions(table);
        int[] numberOfName = new int[table.sessionNames().size() + 1];
        int[] byRow = new int[table.size()];
        for (int place = 0; place < table.size(); place++) {
            int row = order.row(place);
            int name = table.session(row);
            if (name == 0 || numberOfName[name] == 0) {
                sessions.names.add(name == 0 ? -(row + 1L) : name);
                numberOfName[name] = sessions.names.size();
            }
            byRow[row] = numberOfName[name] - 1;
        }
        for (int number : byRow) {
            sessions.numbers.add(number);
        }
        return sessions;
    }

    /** The number of a row's session. */
    int of(int row) {
        return (int) numbers.get(row);
    }

    /** What each session is called, by its number. */
    List<String> names() {
        return new NameList();
    }

    private String name(int number) {
        long name = names.get(number);
        return name > 0 ? table.sessionNames().named(name).orElseThrow() : nameOfItsOwn((int) (-name - 1));
    }

    /** A name that no session of the log has, for a request that names none; with its place among the requests of its line. */
    private String nameOfItsOwn(int row) {
        long line = table.line(row);
        int first = firstOf(line, row);
        boolean isAlone = first == row && (row + 1 == table.size() || table.line(row + 1) != line);
        StringBuilder name = new StringBuilder("line-").append(line);
        if (!isAlone) {
            name.append('-').append(row - first + 1);
        }
        while (table.sessionNames().contains(name.toString())) {
            name.append('\'');
        }
        return name.toString();
    }

    /** The first row of a line; the rows are in the order of the lines. */
    private int firstOf(long line, int row) {
        int from = 0;
        int to = row;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (table.line(middle) < line) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private final class NameList extends AbstractList<String> implements RandomAccess {

        @Override
        public String get(int number) {
            return name(number);
        }

        @Override
        public int size() {
            return names.size();
        }
    }
}
