package io.stipend.config;

import java.util.Optional;

/**
 * A rule between the values of two keys. It holds if one of the keys has no value.
 *
 * @param first one key
 * @param second the other key
 * @param relation the relation that their values must have
 * @param remedy why, or what to do, for the message
 * @param <T> the type of both keys' values
 */
public record Rule<T extends Comparable<T>>(Key<T> first, Key<T> second, Relation relation, String remedy) {

    /** The relation of two values. */
    public enum Relation {
        /** The first is less than the second. */
        BELOW,
        /** The first is not greater than the second. */
        NOT_ABOVE,
        /** They are not equal. */
        DIFFERENT
    }

    /** The first must be less than the second. */
    public static <T extends Comparable<T>> Rule<T> below(Key<T> first, Key<T> second, String remedy) {
        return new Rule<>(first, second, Relation.BELOW, remedy);
    }

    /** The first must not be greater than the second. */
    public static <T extends Comparable<T>> Rule<T> notAbove(Key<T> first, Key<T> second, String remedy) {
        return new Rule<>(first, second, Relation.NOT_ABOVE, remedy);
    }

    /** The two must differ. */
    public static <T extends Comparable<T>> Rule<T> different(Key<T> first, Key<T> second, String remedy) {
        return new Rule<>(first, second, Relation.DIFFERENT, remedy);
    }

    /** This rule for the same keys inside a section. */
    public Rule<T> under(KeyPath section) {
        return new Rule<>(first.under(section), second.under(section), relation, remedy);
    }

    /** How one value relates to the other if the rule is broken, such as "above"; empty if the rule holds. */
    public Optional<String> broken(T ofFirst, T ofSecond, boolean seenFromFirst) {
        int order = ofFirst.compareTo(ofSecond);
        boolean holds = switch (relation) {
            case BELOW -> order < 0;
            case NOT_ABOVE -> order <= 0;
            case DIFFERENT -> order != 0;
        };
        if (holds) {
            return Optional.empty();
        }
        if (relation == Relation.DIFFERENT) {
            return Optional.of("equal to");
        }
        String side = seenFromFirst == (order == 0) ? "below" : "above";
        return Optional.of(order == 0 ? "not " + side : side);
    }

    Optional<String> violation(Values values) {
        Optional<T> ofFirst = values.find(first);
        Optional<T> ofSecond = values.find(second);
        if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
            return Optional.empty();
        }
        return broken(ofFirst.get(), ofSecond.get(), true)
                .map(how -> first.path() + " is " + first.type().shown(ofFirst.get()) + ", " + how + " " + second.path()
                        + ", " + second.type().shown(ofSecond.get()) + "; " + remedy);
    }
}
