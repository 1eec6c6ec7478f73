package io.stipend.store.redis.internal.script;

import java.nio.charset.StandardCharsets;

/** Keys and arguments as Redis takes them. */
public final class Bytes {

    private static final byte[] ZERO = {'0'};

    private Bytes() {}

    /** Text in UTF-8. */
    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A number in decimal digits. */
    public static byte[] of(long number) {
        return number == 0 ? ZERO : of(Long.toString(number));
    }
}
