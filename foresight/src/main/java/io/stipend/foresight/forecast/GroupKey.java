package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;

/**
 * Names a group of steps that behave alike.
 *
 * @param level what they have in common; {@code CAP} names no group
 * @param tenant their tenant where they have a key, else empty: what tenants have in common is learned from all of them
 * @param model their model; empty where it is not known
 * @param key their key; empty for none
 * @param octave the size of their input, see {@link #halfOctave}; -1 where it is not looked at, -2 where nobody knows it: what such steps
 *     are settled with may have their input in it, so that they are no part of those above
 */
record GroupKey(Basis level, String tenant, String model, String key, int octave) {

    /** All steps. */
    static final GroupKey ALL = new GroupKey(Basis.ALL, "", "", "", -1);

    /** All steps whose input nobody knows. */
    private static final GroupKey ALL_UNKNOWN = new GroupKey(Basis.ALL, "", "", "", -2);

    /** How many octaves of input there are: a number of tokens is below 2 to the power of this. */
    static final int OCTAVES = Long.SIZE - 1;

    /** Set in the octave of a group of half octaves, which would otherwise have the name of one of whole ones. */
    private static final int HALF = 1 << 10;

    /** Above an octave of the turn before, in the octave of its groups, is that of input. */
    private static final int TURN_BITS = 6;

    /** Set in the octave of a group of the turn before where nobody knows the input. */
    private static final int TURN_UNKNOWN = 1 << 20;

    /**
     * The groups of a step, from the largest to the one that is most like it: all, the model, the octave of input, the half octave, the octave
     * of the turn before, that within the octave of input, the key, the octave within the key.
     */
    static GroupKey[] of(Features features) {
        String model = features.model() == null ? "" : features.model();
        String key = features.key();
        int half = halfOctave(features.inputTokens());
        int previous = halfOctave(features.previousOutput()) >> 1;
        int ofInput = half < 0 ? 1 : 2;
        int count = 1
                + (model.isEmpty() ? 0 : 1)
                + (half < 0 ? 0 : 2)
                + (previous < 0 ? 0 : ofInput)
                + (key == null ? 0 : ofInput);
        GroupKey[] keys = new GroupKey[count];
        int next = 0;
        keys[next++] = half < 0 ? ALL_UNKNOWN : ALL;
        if (!model.isEmpty()) {
            keys[next++] = new GroupKey(Basis.MODEL, "", model, "", half < 0 ? -2 : -1);
        }
        if (half >= 0) {
            keys[next++] = ofInput(model, half >> 1);
            keys[next++] = new GroupKey(Basis.INPUT, "", model, "", HALF | half);
        }
        if (previous >= 0) {
            keys[next++] = new GroupKey(Basis.TURN, "", model, "", half < 0 ? TURN_UNKNOWN | previous : previous);
            if (half >= 0) {
                keys[next++] = new GroupKey(Basis.TURN, "", model, "", (((half >> 1) + 1) << TURN_BITS) | previous);
            }
        }
        if (key != null) {
            keys[next++] = new GroupKey(Basis.KEY, features.tenant(), model, key, -1);
            if (half >= 0) {
                keys[next] = new GroupKey(Basis.KEY_AND_INPUT, features.tenant(), model, key, half >> 1);
            }
        }
        return keys;
    }

    /** The group of steps of a model with an octave of input. */
    static GroupKey ofInput(String model, int octave) {
        return new GroupKey(Basis.INPUT, "", model, "", octave);
    }

    /** Twice the binary logarithm of input + 1, rounded down; below zero if the input is not known. */
    private static int halfOctave(long input) {
        if (input < 0) {
            return -1;
        }
        long n = input + 1;
        int octave = 63 - Long.numberOfLeadingZeros(n);
        // The upper half begins at 2^octave times the square root of 2.
        return 2 * octave + ((double) n >= (1L << octave) * Math.sqrt(2) ? 1 : 0);
    }
}
