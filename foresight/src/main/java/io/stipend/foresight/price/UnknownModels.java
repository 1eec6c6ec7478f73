package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of use that the price book has no price for: of a model it does not know, of a day before its first price, or of a
 * unit without a price. Nothing is free unless somebody says so.
 */
public sealed interface UnknownModels {

    /** What {@link #parse} reads, for messages. */
    String EXPECTED = "fail, skip, or price=INPUT/OUTPUT in credits per million tokens, such as price=3/15";

    /** It is refused with {@link NoPriceException}. */
    record Fail() implements UnknownModels {}

    /** It has no cost; whoever asks leaves it out, or estimates it otherwise. */
    record Skip() implements UnknownModels {}

    /**
     * It costs so much.
     *
     * @param rates what a unit costs; one without a price is refused
     */
    record Price(Rates rates) implements UnknownModels {}

    /**
     * What a call cost, by the book or else by this.
     *
     * @return empty if there is no price and it is to be left out
     * @throws NoPriceException when there is no price and it is to be refused
     */
    default Optional<Credits> cost(PriceBook book, String model, ModelUsage usage, Instant at) {
        try {
            return Optional.of(book.cost(model, usage, at));
        } catch (NoPriceException e) {
            if (this instanceof Price price) {
                return Optional.of(price.rates().cost(usage, model));
            }
            if (this instanceof Skip) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Reads {@code fail}, {@code skip} or {@code price=INPUT/OUTPUT}; {@code price=BOTH} for one price for all tokens.
     *
     * @return empty if it is none of them
     */
    static Optional<UnknownModels> parse(String text) {
        String number = "([0-9]{1,9}(?:\\.[0-9]{1,12})?)";
        Matcher price =
                Pattern.compile("price=" + number + "(?:/" + number + ")?").matcher(text);
        if (text.equals("fail")) {
            return Optional.of(new Fail());
        }
        if (text.equals("skip")) {
            return Optional.of(new Skip());
        }
        if (!price.matches()) {
            return Optional.empty();
        }
        String output = price.group(2) == null ? price.group(1) : price.group(2);
        try {
            return Optional.of(new Price(Rates.builder()
                    .perMillion(PricedUnit.INPUT_TOKEN, new BigDecimal(price.group(1)))
                    .perMillion(PricedUnit.OUTPUT_TOKEN, new BigDecimal(output))
                    .build()));
        } catch (InvalidRequestException outOfRange) {
            return Optional.empty();
        }
    }
}
