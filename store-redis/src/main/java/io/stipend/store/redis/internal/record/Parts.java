package io.stipend.store.redis.internal.record;

import io.stipend.core.model.ResourceVector;
import io.stipend.store.support.SignedAmounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a line of a record, with tabs between them. Numbers are read where they stand, without a text of their own. */
final class Parts {

    private final String text;

    /** Where each part begins, and one after the end of the last. */
    private final int[] begins;

    private final int count;

    /**
     * The parts of a line. Reading one that it does not have is an {@code IndexOutOfBoundsException}.
     *
     * @param limit the most it can have
     */
    Parts(String text, int from, int end, int limit) {
        int[] found = new int[limit + 1];
        int parts = 0;
        int begin = from;
        while (parts < limit && begin <= end) {
            found[parts++] = begin;
            int tab = text.indexOf('\t', begin);
            begin = (tab < 0 || tab > end ? end : tab) + 1;
        }
        found[parts] = begin;
        this.text = text;
        this.begins = found;
        this.count = parts;
    }

    /** All parts of a line, however many there are; none of an empty line. */
    static List<String> texts(String text, int from, int end) {
        List<String> parts = new ArrayList<>();
        int begin = from;
        while (begin < end) {
            int tab = text.indexOf('\t', begin);
            int partEnd = tab < 0 || tab > end ? end : tab;
            parts.add(text.substring(begin, partEnd));
            begin = partEnd + 1;
        }
        return parts;
    }

    private int begin(int part) {
        return begins[Objects.checkIndex(part, count)];
    }

    private int end(int part) {
        return begins[part + 1] - 1;
    }

    String text(int part) {
        return text.substring(begin(part), end(part));
    }

    /** Null where the part is empty. */
    @Nullable
    String textOrNull(int part) {
        return begin(part) == end(part) ? null : text(part);
    }

    boolean is(int part, char letter) {
        return end(part) == begin(part) + 1 && letter(part) == letter;
    }

    /** The first character of a part. */
    char letter(int part) {
        return text.charAt(begin(part));
    }

    long number(int part) {
        return Long.parseLong(text, begin(part), end(part), 10);
    }

    int smallNumber(int part) {
        return Integer.parseInt(text, begin(part), end(part), 10);
    }

    double ratio(int part) {
        return is(part, '0') ? 0 : Double.parseDouble(text(part));
    }

    SignedAmounts signed(int part) {
        long[] numbers = Amounts.numbers(text(part));
        return new SignedAmounts(resource -> numbers[resource.ordinal()]);
    }

    ResourceVector vector(int part) {
        return Amounts.vector(text, begin(part), end(part));
    }
}
