package io.stipend.cli.trace;

import static io.stipend.cli.text.Format.count;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found while a log was read: how it was understood, and what was left out. For reports.
 *
 * @param format which format it was recognised as
 * @param times what its times were taken for
 * @param taken which column was taken for what, such as {@code user = team_id}
 * @param passedOver the columns that were not looked at
 * @param skipped records that are bad, and were skipped because that was asked for
 * @param duplicates records with the id of an earlier one, which were left out
 * @param failed requests that failed or were cancelled
 * @param others records that are no call of a model, such as the spans around one
 * @param sums records that were the sum of several requests, or of an unknown number
 * @param outOfOrder requests that stood behind a later one, and were sorted
 * @param warnings sentences on what may be wrong
 */
public record TraceNotes(
        String format,
        String times,
        List<String> taken,
        List<String> passedOver,
        long skipped,
        long duplicates,
        long failed,
        long others,
        long sums,
        long outOfOrder,
        List<String> warnings) {

    private static final int MAX_LISTED = 50;

    public TraceNotes {
        taken = List.copyOf(taken);
        passedOver = List.copyOf(passedOver);
        warnings = List.copyOf(warnings);
    }

    /** All of it in sentences without a full stop, the warnings first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        warnings.forEach(warning -> lines.add("WARNING: " + warning));
        lines.add("read as " + format + "; times are " + times);
        if (!taken.isEmpty()) {
            lines.add("columns: " + String.join(", ", taken));
        }
        if (!passedOver.isEmpty()) {
            lines.add("passed over: " + listed(passedOver));
        }
        add(lines, "sorted by time", outOfOrder, "request", "that stood behind a later one");
        add(lines, "skipped", skipped, "record", "that could not be read");
        add(lines, "left out", duplicates, "record", "with the id of an earlier one (--keep-duplicates counts them)");
        add(lines, "left out", others, "record", "of no call of a model");
        add(lines, "failed", failed, "request", "of those replayed; what was used and paid for them counts");
        add(lines, "sums", sums, "record", "of more than one request, or of an unknown number");
        return lines;
    }

    /** Names with commas between them; of very many, the first. */
    static String listed(List<String> names) {
        int more = names.size() - MAX_LISTED;
        return String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())))
                + (more > 0 ? " and " + count(more) + " more" : "");
    }

    private static void add(List<String> lines, String title, long number, String noun, String which) {
        if (number > 0) {
            lines.add(title + ": " + count(number, noun) + " " + which);
        }
    }
}
