package io.stipend.audit;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The components in which a record that was found differs from the one that was expected.
 *
 * @param found their names and values as found, for example {@code used {TOKENS=5}, peak 0.5}
 * @param expected the same as expected
 */
record Difference(String found, String expected) {

    /** The difference of two records of one type; null if they are equal. */
    static @Nullable Difference between(Record found, Record expected) {
        if (found.equals(expected)) {
            return null;
        }
        StringJoiner is = new StringJoiner(", ");
        StringJoiner should = new StringJoiner(", ");
        for (RecordComponent component : found.getClass().getRecordComponents()) {
            Object one = value(found, component);
            Object other = value(expected, component);
            if (!Objects.equals(one, other)) {
                is.add(text(component, one));
                should.add(text(component, other));
            }
        }
        return new Difference(is.toString(), should.toString());
    }

    private static @Nullable Object value(Record owner, RecordComponent component) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of a public record cannot be read: " + component, e);
        }
    }

    private static String text(RecordComponent component, @Nullable Object value) {
        boolean isTime = component.getName().endsWith("AtMillis");
        return component.getName() + ' ' + (isTime && value instanceof Long millis ? time(millis) : value);
    }

    /** A moment of the store's clock for people. */
    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
