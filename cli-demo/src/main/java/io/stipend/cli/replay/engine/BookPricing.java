package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import io.stipend.foresight.price.NoPriceException;
import io.stipend.foresight.price.PriceBook;
import io.stipend.foresight.price.UnknownModels;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Prices of a book, by the model that the log names. Immutable.
 *
 * @param book gives the prices; asked only where the log names a model, which most traces do not
 * @param unknown what becomes of a model that the book has no price for
 * @param others the prices of requests whose model the log does not name
 */
public record BookPricing(Supplier<PriceBook> book, UnknownModels unknown, Pricing others) implements Pricing {

    /** A log that counts from its own beginning begins in 1970, before there were any models: it has no dates. */
    private static final Instant FIRST_DATE = Instant.parse("2000-01-01T00:00:00Z");

    /**
     * {@inheritDoc}
     *
     * @throws NoPriceException when there is none, and a model without a price is to be refused
     */
    @Override
    public Optional<Credits> cost(TraceRequest request, long outputTokens) {
        if (request.model().isEmpty()) {
            return others.cost(request, outputTokens);
        }
        Instant at = request.at().isBefore(FIRST_DATE) ? Instant.now() : request.at();
        try {
            return unknown.cost(book.get(), nameOf(request), answered(request, outputTokens), at);
        } catch (NoPriceException e) {
            if (request.cost().isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The model as the book calls it: that of the log's provider if the book tells it from others, else that of any. */
    private String nameOf(TraceRequest request) {
        String model = request.model().orElseThrow();
        return request.provider()
                .map(provider -> provider + "/" + model)
                .filter(book.get()::has)
                .orElse(model);
    }

    /** Whether the log names a model that the book has. */
    public boolean knows(TraceRequest request) {
        return request.model().isPresent() && book.get().has(nameOf(request));
    }

    /** What it used if it is answered with so many tokens; of an answer other than the log's, nobody knows what is reasoning. */
    private static ModelUsage answered(TraceRequest request, long outputTokens) {
        ModelUsage usage = request.usage();
        if (outputTokens == request.outputTokens()) {
            return usage;
        }
        return new ModelUsage(
                usage.inputTokens(),
                usage.cachedInputTokens(),
                usage.cacheWriteTokens(),
                outputTokens,
                0,
                usage.requests(),
                usage.images(),
                usage.mediaMillis(),
                usage.batch());
    }
}
