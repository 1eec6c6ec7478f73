package io.stipend.examples;

import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/**
 * A stand-in for a model that streams its answer. Each chunk is the number of its tokens, which is all that an example
 * about budgets needs.
 */
final class Model {

    /** The price of a token, in credits. */
    static final BigDecimal PRICE = new BigDecimal("0.00001");

    private static final List<Integer> CHUNKS = List.of(120, 340, 95, 410, 380, 260, 300, 150, 420, 390);

    private boolean brief;

    /** Asks the model to finish: it stops after one more chunk. */
    void beBrief() {
        brief = true;
    }

    /** Streams an answer: the number of tokens of each chunk. */
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

    /** The price of some tokens. */
    static Credits price(long tokens) {
        return Credits.rounded(PRICE.multiply(BigDecimal.valueOf(tokens)));
    }
}
