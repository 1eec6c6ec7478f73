package io.stipend.core.spi.check;

import io.stipend.config.Key;
import io.stipend.config.SafeText;
import io.stipend.core.error.InvalidRequestException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks every value of the domain goes through. Each failure names the value and the remedy. */
public final class Checks {

    /** The tenant of whoever names none. */
    public static final String DEFAULT_TENANT = "default";

    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 128;

    /** The largest amount of any resource, 2^53 − 1: no double anywhere rounds it. */
    public static final long MAX_AMOUNT = (1L << 53) - 1;

    private static final int SHOWN_CHARS = 40;

    private Checks() {}

    /** Refuses null. NullAway sees to our own code; this is for callers without it. */
    public static <T> T present(@Nullable T value, String what) {
        if (value == null) {
            throw new InvalidRequestException(what + " is null; give a value");
        }
        return value;
    }

    /** Refuses a setting's value that is null, or that its key does not allow. */
    public static <T> void value(Key<T> key, @Nullable T value) {
        key.violation(present(value, key.path().toString())).ifPresent(what -> {
            throw new InvalidRequestException(what);
        });
    }

    /** A copy of a set in its order; refuses null and elements that are no ids. */
    public static Set<String> ids(Collection<String> values, String what) {
        if (present(values, what + " set").isEmpty()) {
            return Set.of();
        }
        Set<String> copy = new LinkedHashSet<>();
        for (String value : values) {
            copy.add(id(value, what));
        }
        return Collections.unmodifiableSet(copy);
    }

    /** Refuses an id that is null, blank, longer than 128 bytes of UTF-8, or has control characters or unpaired surrogates. */
    public static String id(String value, String what) {
        present(value, what);
        if (value.isBlank()) {
            throw new InvalidRequestException(what + " is blank; give 1 to " + MAX_ID_BYTES + " bytes of text");
        }
        return text(value, what, MAX_ID_BYTES);
    }

    /** Refuses text that is null, too long, or has control characters or unpaired surrogates. It may be empty. */
    public static String text(String value, String what, int maxBytes) {
        present(value, what);
        int length = value.length();
        if (length > maxBytes) {
            throw tooLong(value, what, maxBytes);
        }
        int bytes = 0;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7f) {
                bytes++;
            } else {
                bytes += wideBytes(value, i, what);
            }
            if (Character.isHighSurrogate(c)) {
                i++;
            }
        }
        if (bytes > maxBytes) {
            throw tooLong(value, what, maxBytes);
        }
        return value;
    }

    /** Refuses a bad tenant id. */
    @SuppressWarnings("ReferenceEquality") // The one tenant most deployments have needs no second look.
    public static String tenant(String tenant) {
        return tenant == DEFAULT_TENANT ? tenant : id(tenant, "tenant");
    }

    private static int wideBytes(String value, int i, String what) {
        char c = value.charAt(i);
        if (Character.isISOControl(c)) {
            throw new InvalidRequestException(String.format(
                    "%s has the control character U+%04X at index %d: %s; remove it", what, (int) c, i, shown(value)));
        }
        if (Character.isHighSurrogate(c) && i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))) {
            return 4;
        }
        if (Character.isSurrogate(c)) {
            throw new InvalidRequestException(String.format(
                    "%s has an unpaired surrogate U+%04X at index %d: %s; send well-formed text",
                    what, (int) c, i, shown(value)));
        }
        return c < 0x800 ? 2 : 3;
    }

    private static InvalidRequestException tooLong(String value, String what, int maxBytes) {
        return new InvalidRequestException(what + " is longer than " + maxBytes + " bytes of UTF-8 (" + value.length()
                + " characters): " + shown(value) + "; shorten it");
    }

    /** A value as it may stand in a message: quoted, cut, and with nothing that a terminal or a log would obey. */
    public static String shown(String value) {
        return '\'' + SafeText.plain(value, SHOWN_CHARS) + '\'';
    }
}
