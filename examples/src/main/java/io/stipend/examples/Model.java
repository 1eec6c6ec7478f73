package io.stipend.examples;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/**
 * Stands for a model that streams its answer: each chunk says how many tokens it took. An example about budgets needs no
 * more of one.
 */
final class Model {

    /** What a token costs, in credits. */
    static final BigDecimal PRICE = new BigDecimal("0.00001");

    private static final List<Integer> CHUNKS = List.of(120, 340, 95, 410, 380, 260, 300, 150, 420, 390);

    private boolean brief;

    /** Asks it to come to an end: one more chunk, and it stops. */
    void beBrief() {
        brief = true;
    }

    /** Streams an answer, chunk by chunk: the tokens of each. */
    Iterable<Integer> stream(String prompt) {
        int first = prompt.length() % 2;
        return () -> new Iterator<>() {
            private int next = first;
            private boolean last;

            @Override
            public boolean hasNext() {
                return next < CHUNKS.size() && !last;
            }

            @Override
            public Integer next() {
                last = brief;
                return CHUNKS.get(next++);
            }
        };
    }

    /** What so many tokens cost, in credits. */
    static String price(long tokens) {
        return PRICE.multiply(BigDecimal.valueOf(tokens)).toPlainString();
    }
}
