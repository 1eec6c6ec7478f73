package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.Timeline;
import io.stipend.cli.replay.engine.Timeline.Interval;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.Credits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** What was spent, held and refused over time, in columns of characters. */
final class TimeChart {

    private static final int ROWS = 3;
    private static final int LABEL = 10;
    private static final int MOST = 12;
    private static final int EIGHTHS = 8;
    private static final String BARS = " ▁▂▃▄▅▆▇█";

    private final TextPage page;
    private final List<Interval> intervals;
    private final long intervalMillis;
    private final int perColumn;
    private final int repeated;
    private final int columns;

    TimeChart(Timeline timeline, TextPage page) {
        this.page = page;
        this.intervals = timeline.intervals();
        this.intervalMillis = timeline.intervalMillis();
        int room = page.columns() - 2 - LABEL - 1 - MOST - 2;
        this.perColumn = (intervals.size() + room - 1) / room;
        int needed = (intervals.size() + perColumn - 1) / perColumn;
        this.repeated = Math.max(1, room / needed);
        this.columns = needed;
    }

    void write() {
        page.title("Over time, " + columnText());
        rows("spent", Interval::spent, Long::sum, units -> Format.shortCredits(Credits.ofUnits(rounded(units))));
        rows("held", Interval::held, Math::max, units -> Format.shortCredits(Credits.ofUnits(rounded(units))));
        rows("refused", Interval::refused, Long::sum, Format::count);
        String begin = traceTime(0);
        String end = traceTime((long) columns * perColumn * intervalMillis);
        int gap = Math.max(1, columns * repeated - begin.length() - end.length());
        page.line("  %s%s%s%s", " ".repeat(LABEL + 1 + MOST + 1), begin, " ".repeat(gap), end);
    }

    /** Two digits say enough beside a chart. */
    private static long rounded(long units) {
        long step = 1;
        while (units / step >= 1000) {
            step *= 10;
        }
        return (units + step - 1) / step * step;
    }

    private String columnText() {
        long millis = perColumn * intervalMillis;
        String each = traceTime(millis);
        return repeated == 1 ? "a column for each " + each : repeated + " columns for each " + each;
    }

    private void rows(String name, ToLongFunction<Interval> value, LongBinaryOperator join, LongFunction<String> text) {
        List<Long> values = new ArrayList<>();
        for (int first = 0; first < intervals.size(); first += perColumn) {
            values.add(intervals.subList(first, Math.min(intervals.size(), first + perColumn)).stream()
                    .mapToLong(value)
                    .reduce(0, join));
        }
        long most = values.stream().mapToLong(Long::longValue).max().orElse(0);
        for (int row = ROWS - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder();
            for (long each : values) {
                line.append(String.valueOf(bar(each, most, row)).repeat(repeated));
            }
            boolean top = row == ROWS - 1;
            page.line(
                    "%s",
                    String.format(
                                    Locale.ROOT,
                                    "  %-" + LABEL + "s %" + MOST + "s %s",
                                    top ? name : "",
                                    top ? text.apply(most) : row == 0 ? "0" : "",
                                    line)
                            .stripTrailing());
        }
    }

    /** The part of a column in one row; what is not zero is never invisible. */
    private static char bar(long value, long most, int row) {
        if (value == 0 || most == 0) {
            return ' ';
        }
        long eighths = Math.max(1, Math.round((double) value * ROWS * EIGHTHS / most));
        return BARS.charAt((int) Math.max(0, Math.min(EIGHTHS, eighths - (long) row * EIGHTHS)));
    }
}
