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
        return vector(text, 0, text.length());
    }

    static ResourceVector vector(String text, int from, int end) {
        long[] numbers = numbers(text, from, end);
        return ResourceVector.of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /** Six numbers, perhaps below zero. */
    static long[] numbers(String text) {
        return numbers(text, 0, text.length());
    }

    private static long[] numbers(String text, int from, int end) {
        long[] numbers = new long[Resource.count()];
        int begin = from;
        for (int i = 0; i < numbers.length; i++) {
            int space = text.indexOf(' ', begin);
            boolean isLast = space < 0 || space >= end;
            if (isLast != (i == numbers.length - 1)) {
                throw new IllegalArgumentException("not six numbers: " + text.substring(from, end));
            }
            int numberEnd = isLast ? end : space;
            numbers[i] = Long.parseLong(text, begin, numberEnd, 10);
            begin = numberEnd + 1;
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
