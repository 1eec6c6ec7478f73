package io.stipend.cli.replay;

import static io.stipend.cli.text.Format.count;

import io.stipend.cli.replay.engine.BookPricing;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.config.SafeText;
import io.stipend.foresight.price.NoPriceException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A log whose requests have been looked at: which have a price, and which are left out because they have none. */
final class PricedTrace {

    private static final int MODELS_SHOWN = 5;

    private final Trace trace;
    private final int[] kept;
    private final int keptCount;
    private final Map<String, Integer> unpriced;
    private final boolean usesBook;

    private PricedTrace(Trace trace, int[] kept, int keptCount, Map<String, Integer> unpriced, boolean usesBook) {
        this.trace = trace;
        this.kept = kept;
        this.keptCount = keptCount;
        this.unpriced = unpriced;
        this.usesBook = usesBook;
    }

    /**
     * Looks at each request.
     *
     * @throws ReplayException when some have no price and must have one
     */
    static PricedTrace of(Trace trace, BookPricing pricing) {
        int[] kept = new int[trace.requests().size()];
        int keptCount = 0;
        boolean usesBook = false;
        Map<String, Integer> unpriced = new TreeMap<>();
        Map<String, Refused> refused = new LinkedHashMap<>();
        for (int place = 0; place < kept.length; place++) {
            TraceRequest request = trace.requests().get(place);
            if (request.cost().isPresent() || request.model().isEmpty()) {
                kept[keptCount++] = place;
                continue;
            }
            try {
                if (pricing.cost(request, request.outputTokens()).isPresent()) {
                    kept[keptCount++] = place;
                }
            } catch (NoPriceException e) {
                refused.putIfAbsent(request.model().get(), new Refused(request.line(), e));
                continue;
            }
            if (pricing.knows(request)) {
                usesBook = true;
            } else {
                unpriced.merge(request.model().get(), 1, Integer::sum);
            }
        }
        if (!refused.isEmpty()) {
            throw refusal(trace, refused);
        }
        return new PricedTrace(trace, kept, keptCount, unpriced, usesBook);
    }

    /** A model's first request without a price. */
    private record Refused(long line, NoPriceException why) {}

    /** Names all models, so that whoever writes their prices need not come back for each. */
    private static ReplayException refusal(Trace trace, Map<String, Refused> refused) {
        Refused first = refused.values().iterator().next();
        List<String> others = refused.keySet().stream().skip(1).toList();
        String named = others.stream().limit(MODELS_SHOWN).map(SafeText::value).collect(Collectors.joining(", "));
        return new ReplayException(
                trace.name() + ", line " + first.line() + ": " + first.why().getMessage()
                        + ", or say what to do without one: --unknown-model skip, or --unknown-model price=3/15"
                        + (others.isEmpty()
                                ? ""
                                : "\n  nor is there one for " + count(others.size(), "more model") + ": " + named
                                        + (others.size() > MODELS_SHOWN ? ", ..." : "")),
                first.why());
    }

    /** Whether any request costs what the book says. */
    boolean usesBook() {
        return usesBook;
    }

    /**
     * What to say of the models without a price.
     *
     * @param otherwise what became of those that are not left out
     */
    Optional<String> warning(String otherwise) {
        if (unpriced.isEmpty()) {
            return Optional.empty();
        }
        String models = unpriced.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MODELS_SHOWN)
                .map(model -> SafeText.value(model.getKey()) + " (" + count(model.getValue(), "request") + ")")
                .collect(Collectors.joining(", "));
        int more = unpriced.size() - MODELS_SHOWN;
        return Optional.of(
                "the price list does not have " + models + (more > 0 ? " and " + count(more, "more model") : "")
                        + "; "
                        + (keptCount < kept.length
                                ? "left out: " + count((long) kept.length - keptCount, "request")
                                : otherwise));
    }

    /** The requests that are left; empty if none is. */
    Optional<Trace> trace() {
        if (keptCount == kept.length) {
            return Optional.of(trace);
        }
        List<TraceRequest> requests = new Kept(trace.requests(), Arrays.copyOf(kept, keptCount));
        return requests.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trace(trace.source(), requests, trace.sessions(), trace.notes()));
    }

    /** Some of the requests of a log, made when they are asked for, as the log's are. */
    private static final class Kept extends AbstractList<TraceRequest> implements RandomAccess {

        private final List<TraceRequest> all;
        private final int[] places;

        private Kept(List<TraceRequest> all, int[] places) {
            this.all = all;
            this.places = places;
        }

        @Override
        public TraceRequest get(int index) {
            return all.get(places[Objects.checkIndex(index, places.length)]);
        }

        @Override
        public int size() {
            return places.length;
        }
    }
}
