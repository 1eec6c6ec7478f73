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
        if (number == 0) {
            return ZERO;
        } else if (number < 0) {
            return of(Long.toString(number));
        }
        int digits = 0;
        for (long rest = number; rest > 0; rest /= 10) {
            digits++;
        }
        byte[] text = new byte[digits];
        for (long rest = number; rest > 0; rest /= 10) {
            text[--digits] = (byte) ('0' + rest % 10);
        }
        return text;
    }
}
