package io.stipend.core.spi.check;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked of a verb, as one number of 64 bits: by it a store tells the same request again (replay) from another
 * one with the same operation id (conflict). It has what the caller said, and nothing that policy adds.
 *
 * <p>A request is given field by field, always in one order; a field that the caller left out is left out here too. Every
 * process and every later version computes the same number of the same request, so a field's number is never used for
 * another one. Two requests that differ have the same fingerprint once in 2^64; it is no protection against who looks for
 * two such requests, and who finds them gets the first answer to the second one. Not thread safe.
 */
public final class Fingerprint {

    /** Of a request that says nothing beyond its operation id, such as a release. */
    public static final long NONE = new Fingerprint().value();

    private static final int CHARS_PER_WORD = 4;

    private long hash;

    /** Of nothing yet. */
    public Fingerprint() {}

    /** Adds a number. */
    public Fingerprint with(int field, long value) {
        begin(field, 0);
        mix(value);
        return this;
    }

    /** Adds a text, if there is one. */
    public Fingerprint with(int field, @Nullable String text) {
        if (text == null) {
            return this;
        }
        int length = text.length();
        begin(field, length);
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = word << Character.SIZE | text.charAt(i);
            if (i % CHARS_PER_WORD == CHARS_PER_WORD - 1) {
                mix(word);
                word = 0;
            }
        }
        if (length % CHARS_PER_WORD != 0) {
            mix(word);
        }
        return this;
    }

    /** Adds texts, if there are any; their order does not matter. */
    public Fingerprint withAll(int field, Collection<String> texts) {
        if (!texts.isEmpty()) {
            long sum = 0;
            for (String text : texts) {
                sum += new Fingerprint().with(1, text).value();
            }
            begin(field, texts.size());
            mix(sum);
        }
        return this;
    }

    /** Adds what is in a map, if anything. */
    public Fingerprint withAll(int field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            long sum = 0;
            for (Map.Entry<String, String> entry : texts.entrySet()) {
                sum += new Fingerprint()
                        .with(1, entry.getKey())
                        .with(2, entry.getValue())
                        .value();
            }
            begin(field, texts.size());
            mix(sum);
        }
        return this;
    }

    /** The fingerprint of what was added. */
    public long value() {
        return hash;
    }

    /** Each field begins with its number and length, so that no two rows of fields are the same row of words. */
    private void begin(int field, int length) {
        mix((long) field << Integer.SIZE | length);
    }

    /** The finalizer of MurmurHash3: of two words that differ, it makes two that differ in about half of their bits. */
    private void mix(long word) {
        long mixed = (hash ^ word) + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        hash = mixed ^ (mixed >>> 33);
    }
}
