package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.longNumber;

import io.stipend.config.ValueType;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.Optional;

/** Types of amounts and limits. */
final class AmountTypes {

    private static final String UNLIMITED = "unlimited";

    static final ValueType<Credits> CREDITS = ValueType.of(
            "a number with at most eight decimals, 0 to " + Credits.MAX.toBigDecimal(),
            AmountTypes::credits,
            credits -> credits.toBigDecimal().stripTrailingZeros().toPlainString());

    /** A whole amount of a resource. */
    static final ValueType<Long> AMOUNT = longNumber(0, Checks.MAX_AMOUNT);

    private AmountTypes() {}

    /** A limit, which there may also not be: {@code unlimited} becomes {@link Limits#UNLIMITED}. */
    static ValueType<Long> orUnlimited(ValueType<Long> amount) {
        return ValueType.of(
                        amount.expected() + ", or " + UNLIMITED,
                        text -> text.equals(UNLIMITED) ? Optional.of(Limits.UNLIMITED) : amount.parse(text),
                        limit -> limit == Limits.UNLIMITED ? UNLIMITED : amount.format(limit))
                .suggesting(List.of(UNLIMITED));
    }

    private static Optional<Credits> credits(String text) {
        try {
            return Optional.of(Credits.of(text));
        } catch (InvalidRequestException | NumberFormatException notOfThisType) {
            return Optional.empty();
        }
    }
}
