package io.stipend.foresight.price;

import io.stipend.config.Nearest;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.check.Checks;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What calls of models cost, model by model and from which day on. Immutable, so any number of threads may read it.
 *
 * <p>A model is found by its name, by {@code provider/name}, and by its aliases.
 */
public final class PriceBook implements PriceSource {

    /** How long prices are trusted after they were read: providers change them every few months. */
    public static final long DAYS_FRESH = 90;

    private static final int NEAREST_SHOWN = 3;

    private final ModelNames names;
    private final Origin origin;

    /**
     * Where prices come from.
     *
     * @param name the file, or {@code built in}
     * @param readOn the day when somebody read them at the providers'; empty if nobody knows
     * @param note what the file says about itself, such as a source; may be empty
     * @param passedOver how many models the list has that are priced by nothing that is known here
     */
    public record Origin(String name, Optional<LocalDate> readOn, String note, int passedOver) {

        /** Prices that were put together in code. */
        public static final Origin CODE = new Origin("code", Optional.empty(), "", 0);
    }

    private PriceBook(Collection<PricedModel> models, Origin origin) {
        this.names = new ModelNames(models);
        this.origin = origin;
    }

    /**
     * A book of these models.
     *
     * @throws InvalidRequestException when two have the same name or alias
     */
    public static PriceBook of(Collection<PricedModel> models) {
        return of(models, Origin.CODE);
    }

    static PriceBook of(Collection<PricedModel> models, Origin origin) {
        return new PriceBook(models, origin);
    }

    /**
     * Reads a price list: one in Stipend's YAML, or LiteLLM's {@code model_prices_and_context_window.json}. The first character
     * tells which: a brace begins JSON. Blocks while it reads.
     *
     * @throws PriceListException with all that is wrong with the file
     */
    public static PriceBook read(Path file) {
        return PriceLists.read(file);
    }

    /** The well-known models, as of a day that {@link #origin} names. Whoever pays must check them. */
    public static PriceBook builtIn() {
        return PriceLists.builtIn();
    }

    /** Where the prices come from. */
    public Origin origin() {
        return origin;
    }

    /** All models, in the order of the list. */
    public List<PricedModel> models() {
        return names.models();
    }

    /**
     * The model that this name means.
     *
     * @throws NoPriceException when the book has none of this name
     */
    public PricedModel model(String name) {
        PricedModel found = names.find(Checks.present(name, "model"));
        if (found == null) {
            throw NoPriceException.unknown(name, nearest(name));
        }
        return found;
    }

    /** The three models whose names, with or without their provider, are nearest to a name, the nearest first. */
    public List<String> nearest(String model) {
        Map<String, List<String>> spellings = new HashMap<>();
        for (PricedModel priced : models()) {
            String name = priced.name();
            spellings.computeIfAbsent(name, text -> new ArrayList<>()).add(name);
            spellings
                    .computeIfAbsent(name.substring(name.indexOf('/') + 1), text -> new ArrayList<>())
                    .add(name);
        }
        return Nearest.first(2 * NEAREST_SHOWN, model, spellings.keySet()).stream()
                .flatMap(text -> Objects.requireNonNull(spellings.get(text)).stream())
                .distinct()
                .limit(NEAREST_SHOWN)
                .toList();
    }

    /** Whether the book has a model of this name. */
    public boolean has(String name) {
        return names.find(Checks.present(name, "model")) != null;
    }

    /**
     * What a model costs at a time.
     *
     * @throws NoPriceException when the book has no price for it then
     */
    public ModelPrice price(String model, Instant at) {
        PricedModel found = model(model);
        return found.isDated() ? dated(found, model, at) : found.first();
    }

    private static ModelPrice dated(PricedModel found, String model, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        Map.Entry<LocalDate, ModelPrice> entry = found.prices().floorEntry(day);
        if (entry == null) {
            throw NoPriceException.before(model, day, found.prices().firstKey());
        }
        return entry.getValue();
    }

    /**
     * What a call cost: counts times prices, exactly, rounded once, half up, at the eighth decimal.
     *
     * @param at when it was made
     * @throws NoPriceException when the book has no price for it
     * @throws InvalidRequestException when the cost is above the largest amount
     */
    public Credits cost(String model, ModelUsage usage, Instant at) {
        return cost(price(model, at), model, usage);
    }

    /** What a call cost that is made now; see {@link #cost(String, ModelUsage, Instant)}. */
    public Credits cost(String model, ModelUsage usage) {
        PricedModel found = model(model);
        return cost(found.isDated() ? dated(found, model, Instant.now()) : found.first(), model, usage);
    }

    private static Credits cost(ModelPrice price, String model, ModelUsage usage) {
        return price.ratesFor(Checks.present(usage, "usage")).cost(usage, model);
    }

    @Override
    public Optional<Credits> costOf(String model, long inputTokens, long outputTokens) {
        return Optional.of(cost(model, ModelUsage.of(inputTokens, outputTokens)));
    }

    /**
     * What a call used, as a step reports or settles it: its cost, its tokens, and its requests as API calls.
     *
     * @throws NoPriceException when the book has no price for it
     * @throws InvalidRequestException when an amount is above the largest
     */
    public ResourceUsage usage(String model, ModelUsage usage) {
        return ResourceUsage.builder()
                .credits(cost(model, usage))
                .tokens(usage.totalTokens())
                .apiCalls(usage.requests())
                .build();
    }

    /** What is to be said of the prices' age on a day: that they are older than {@link #DAYS_FRESH} days, if they are. */
    public Optional<String> ageWarning(LocalDate today) {
        return origin.readOn()
                .map(day -> ChronoUnit.DAYS.between(day, today))
                .filter(days -> days > DAYS_FRESH)
                .map(days -> "the prices (" + origin.name() + ") were read on "
                        + origin.readOn().orElseThrow() + ", " + days
                        + " days ago; check them, and give a newer list");
    }

    @Override
    public String toString() {
        return new ArrayList<>(models().stream().map(PricedModel::name).toList()).toString();
    }
}
