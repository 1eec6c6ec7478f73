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
        return append(new StringBuilder(), amounts).toString();
    }

    /** Appends six numbers with spaces between them. */
    static StringBuilder append(StringBuilder text, ResourceVector amounts) {
        return text.append(amounts.credits())
                .append(' ')
                .append(amounts.tokens())
                .append(' ')
                .append(amounts.apiCalls())
                .append(' ')
                .append(amounts.computeTime())
                .append(' ')
                .append(amounts.memory())
                .append(' ')
                .append(amounts.slots());
    }

    /** The amounts of a text of six numbers. */
    public static ResourceVector vector(String text) {
        return vector(text, 0, text.length());
    }

    static ResourceVector vector(String text, int from, int end) {
        int credits = numberEnd(text, from, end);
        int tokens = numberEnd(text, credits + 1, end);
        int apiCalls = numberEnd(text, tokens + 1, end);
        int computeTime = numberEnd(text, apiCalls + 1, end);
        int memory = numberEnd(text, computeTime + 1, end);
        if (memory == end || numberEnd(text, memory + 1, end) != end) {
            throw notSixNumbers(text, from, end);
        }
        return ResourceVector.of(
                Long.parseLong(text, from, credits, 10),
                Long.parseLong(text, credits + 1, tokens, 10),
                Long.parseLong(text, tokens + 1, apiCalls, 10),
                Long.parseLong(text, apiCalls + 1, computeTime, 10),
                Long.parseLong(text, computeTime + 1, memory, 10),
                Long.parseLong(text, memory + 1, end, 10));
    }

    private static int numberEnd(String text, int from, int end) {
        int space = text.indexOf(' ', from);
        return space < 0 || space > end ? end : space;
    }

    private static IllegalArgumentException notSixNumbers(String text, int from, int end) {
        return new IllegalArgumentException("not six numbers: " + text.substring(from, end));
    }

    /** Six numbers, perhaps below zero. */
    static long[] numbers(String text) {
        long[] numbers = new long[Resource.count()];
        int begin = 0;
        for (int i = 0; i < numbers.length; i++) {
            int numberEnd = numberEnd(text, begin, text.length());
            if ((numberEnd == text.length()) != (i == numbers.length - 1)) {
                throw notSixNumbers(text, 0, text.length());
            }
            numbers[i] = Long.parseLong(text, begin, numberEnd, 10);
            begin = numberEnd + 1;
        }
        return numbers;
    }

    /** Six limits with spaces between them, "-" for none. */
    public static String text(Limits limits) {
        return limits(limits).toString();
    }

    private static StringBuilder limits(Limits limits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Resource.count(); i++) {
            long limit = limits.get(Resource.at(i));
            text.append(i == 0 ? "" : " ").append(limit == Limits.UNLIMITED ? "-" : Long.toString(limit));
        }
        return text;
    }

    /** Terms: limits, "-" for none, overdraft, code and zone of the period. */
    public static String text(AccountTerms terms) {
        LimitPeriod period = terms.period();
        return limits(terms.limits())
                .append(' ')
                .append(text(terms.overdraft()))
                .append(' ')
                .append(period.code())
                .append(' ')
                .append(period.zone().getId())
                .toString();
    }
}
