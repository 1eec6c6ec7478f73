package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;

/** Amounts as the scripts have them: decimal numbers in the order of the resources. */
public final class Amounts {

    private Amounts() {}

    /** Six numbers with spaces between them. */
    public static String text(ResourceVector amounts) {
        return amounts.credits() + " " + amounts.tokens() + ' ' + amounts.apiCalls() + ' ' + amounts.computeTime() + ' '
                + amounts.memory() + ' ' + amounts.slots();
    }

    /** The amounts of a text of six numbers. */
    public static ResourceVector vector(String text) {
        long[] numbers = numbers(text);
        return ResourceVector.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /** Six numbers, perhaps below zero. */
    static long[] numbers(String text) {
        long[] numbers = new long[Resource.count()];
        int from = 0;
        for (int i = 0; i < numbers.length; i++) {
            int end = text.indexOf(' ', from);
            boolean isLast = i == numbers.length - 1;
            if ((end < 0) != isLast) {
                throw new IllegalArgumentException("not six numbers: " + text);
            }
            numbers[i] = Long.parseLong(text, from, isLast ? text.length() : end, 10);
            from = end + 1;
        }
        return numbers;
    }

    /** Terms: limits, "-" for none, overdraft, unit and zone of the period. */
    public static String text(AccountTerms terms) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Resource.count(); i++) {
            long limit = terms.limits().get(Resource.at(i));
            text.append(limit == Limits.UNLIMITED ? "-" : Long.toString(limit)).append(' ');
        }
        LimitPeriod period = terms.period();
        return text.append(text(terms.overdraft()))
                .append(' ')
                .append(period.unit().ordinal())
                .append(' ')
                .append(period.zone().getId())
                .toString();
    }
}
