package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs: its rates, perhaps others where the context is long, and others through the batch service. A context's length
 * is that of the whole prompt, cached or not; the rates above a length hold for the whole call, output included. Immutable.
 */
public final class ModelPrice {

    /** The key of the rates that hold for contexts of any length, unless others do. */
    public static final long ANY_LENGTH = 0;

    private final NavigableMap<Long, Rates> ordinary;
    private final NavigableMap<Long, Rates> batch;

    /** The lengths above which rates hold, the longest first, and these rates; the last are for any length. */
    private final long[] above;

    private final Rates[] ordinaryRates;
    private final Rates[] batchRates;

    private ModelPrice(NavigableMap<Long, Rates> ordinary, NavigableMap<Long, Rates> batch) {
        this.ordinary = Collections.unmodifiableNavigableMap(new TreeMap<>(ordinary));
        this.batch = Collections.unmodifiableNavigableMap(new TreeMap<>(batch));
        NavigableMap<Long, Rates> longestFirst = ordinary.descendingMap();
        above = longestFirst.keySet().stream().mapToLong(Long::longValue).toArray();
        ordinaryRates = longestFirst.values().toArray(Rates[]::new);
        batchRates = batch.descendingMap().values().toArray(Rates[]::new);
    }

    /** The same rates for every call. */
    public static ModelPrice of(Rates rates) {
        NavigableMap<Long, Rates> same = new TreeMap<>();
        same.put(ANY_LENGTH, Checks.present(rates, "rates"));
        return new ModelPrice(same, same);
    }

    /**
     * Other rates above a length of the context, in tokens; what they do not price costs what it costs elsewhere. Batches cost the
     * same, unless {@link #withBatch} says otherwise afterwards.
     */
    public ModelPrice withRatesAbove(long contextTokens, Rates rates) {
        if (contextTokens <= ANY_LENGTH || contextTokens > Checks.MAX_AMOUNT) {
            throw new InvalidRequestException(
                    "a context length is " + contextTokens + "; give 1 to " + Checks.MAX_AMOUNT + " tokens");
        }
        NavigableMap<Long, Rates> more = new TreeMap<>(ordinary);
        more.put(contextTokens, rates.or(base()));
        return new ModelPrice(more, more);
    }

    /**
     * Other rates through the batch service: what they do not price costs what it costs without it.
     *
     * @param rates by the length above which they hold, {@link #ANY_LENGTH} for all
     */
    public ModelPrice withBatch(SortedMap<Long, Rates> rates) {
        NavigableMap<Long, Rates> more = new TreeMap<>(ordinary);
        rates.forEach((length, own) -> {
            Rates others = ordinary.get(length);
            if (others == null) {
                throw new InvalidRequestException("there are batch prices above " + length
                        + " tokens and no others; give both at the same lengths");
            }
            more.put(length, own.or(others));
        });
        return new ModelPrice(ordinary, more);
    }

    /** The rates of calls that are no batch, by the length of the context above which they hold. */
    public NavigableMap<Long, Rates> ordinary() {
        return ordinary;
    }

    /** The rates of batches, likewise, at the same lengths. */
    public NavigableMap<Long, Rates> batch() {
        return batch;
    }

    /** The rates that hold unless the context is long or it is a batch. */
    public Rates base() {
        return ordinaryRates[ordinaryRates.length - 1];
    }

    /**
     * The rates of a call. Of several calls in one, the average length of the context decides; of an unknown number of calls, which
     * says 0 requests, nobody knows the length, and the rates for any length hold.
     */
    Rates ratesFor(ModelUsage usage) {
        Rates[] rates = usage.batch() ? batchRates : ordinaryRates;
        int last = rates.length - 1;
        if (last == 0 || usage.requests() == 0) {
            return rates[last];
        }
        long context = usage.contextTokens() / usage.requests();
        int i = 0;
        while (i < last && context <= above[i]) {
            i++;
        }
        return rates[i];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelPrice that && ordinary.equals(that.ordinary) && batch.equals(that.batch);
    }

    @Override
    public int hashCode() {
        return 31 * ordinary.hashCode() + batch.hashCode();
    }

    @Override
    public String toString() {
        return ordinary + (batch.equals(ordinary) ? "" : ", batches " + batch);
    }
}
