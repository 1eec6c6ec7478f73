package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model and what it costs, from which day on. Immutable.
 *
 * @param name what it is called, with or without its provider in front: {@code gpt-4o} or {@code azure/gpt-4o}
 * @param provider whose it is; it is then also found as {@code provider/name}
 * @param aliases what else it is called. A last {@code *} stands for any ending: {@code gpt-4o-2024-*}; a whole name is looked
 *     for first, and of the aliases with a star the longest
 * @param prices what it costs from a day on (in UTC), until the next; {@link #ALWAYS} for a price without a day
 */
public record PricedModel(
        String name, Optional<String> provider, List<String> aliases, NavigableMap<LocalDate, ModelPrice> prices) {

    /** The day of a price that has always held. */
    public static final LocalDate ALWAYS = LocalDate.MIN;

    /** Refuses a bad name, an alias with a star before its end, and no prices, with {@link InvalidRequestException}. */
    public PricedModel {
        Checks.id(name, "model");
        provider.ifPresent(id -> Checks.id(id, "provider"));
        aliases = List.copyOf(aliases);
        aliases.forEach(PricedModel::checkAlias);
        if (prices.isEmpty()) {
            throw new InvalidRequestException("the model " + Checks.shown(name) + " has no price; give one");
        }
        prices = Collections.unmodifiableNavigableMap(new TreeMap<>(prices));
    }

    /** A model that has always cost the same. */
    public static PricedModel of(String name, ModelPrice price) {
        NavigableMap<LocalDate, ModelPrice> always = new TreeMap<>();
        always.put(ALWAYS, price);
        return new PricedModel(name, Optional.empty(), List.of(), always);
    }

    /** Whether what it costs depends on the day. */
    boolean isDated() {
        return prices.size() > 1 || !prices.firstKey().equals(ALWAYS);
    }

    /** What it cost first. */
    ModelPrice first() {
        return Objects.requireNonNull(prices.get(prices.firstKey()));
    }

    private static void checkAlias(String alias) {
        Checks.id(alias, "alias");
        int star = alias.indexOf('*');
        if (star == 0 || (star > 0 && star < alias.length() - 1)) {
            throw new InvalidRequestException("the alias " + Checks.shown(alias)
                    + " has a * that is not its end; write the beginning of the name and then the *");
        }
    }
}
