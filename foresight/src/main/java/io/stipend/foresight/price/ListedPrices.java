package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.PriceListReader;
import io.stipend.core.spi.PriceSource;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Price lists for deployments; found by the service loader. Says in the log when a list is old. */
public final class ListedPrices implements PriceListReader {

    private static final Logger log = LoggerFactory.getLogger(ListedPrices.class);

    @Override
    public PriceSource read(Optional<Path> file, String unknownModels) {
        UnknownModels unknown = UnknownModels.parse(unknownModels)
                .orElseThrow(
                        () -> new InvalidRequestException("which is none of them; give " + UnknownModels.EXPECTED));
        PriceBook book = file.map(PriceBook::read).orElseGet(PriceBook::builtIn);
        book.ageWarning(LocalDate.now(ZoneOffset.UTC)).ifPresent(log::warn);
        return new Source(book, unknown);
    }

    private record Source(PriceBook book, UnknownModels unknown) implements PriceSource {

        @Override
        public Optional<Credits> costOf(String model, long inputTokens, long outputTokens) {
            return unknown.cost(book, model, ModelUsage.of(inputTokens, outputTokens), Instant.now());
        }
    }
}
