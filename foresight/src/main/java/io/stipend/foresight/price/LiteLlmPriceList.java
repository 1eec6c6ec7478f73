package io.stipend.foresight.price;

import static io.stipend.foresight.price.YamlPriceList.checkedBook;
import static io.stipend.foresight.price.YamlPriceList.throwProblems;

import io.stipend.foresight.price.PriceListException.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads LiteLLM's {@code model_prices_and_context_window.json}: an object by model, with prices in dollars for one token or one of
 * something else, as doubles. A price is taken as its decimal text reads; digits after the eighteenth decimal are noise of a double
 * and are rounded away. Fields that are of no use here are passed over, because new ones come often. Models that nothing here
 * prices, such as those charged by the character, are counted and left out.
 */
final class LiteLlmPriceList {

    /** Entries that are no models. */
    private static final Set<String> NO_MODELS = Set.of("sample_spec", "fallback_generalizations");

    private static final Pattern ABOVE = Pattern.compile("(.+)_above_([0-9]{1,6})k_tokens");
    private static final String BATCHES = "_batches";

    /** Which field prices which unit; of two for the same unit, the first that is there. */
    private static final List<Map.Entry<String, PricedUnit>> FIELDS = List.of(
            Map.entry("input_cost_per_token", PricedUnit.INPUT_TOKEN),
            Map.entry("cache_read_input_token_cost", PricedUnit.CACHED_INPUT_TOKEN),
            Map.entry("input_cost_per_token_cache_hit", PricedUnit.CACHED_INPUT_TOKEN),
            Map.entry("cache_creation_input_token_cost", PricedUnit.CACHE_WRITE_TOKEN),
            Map.entry("output_cost_per_token", PricedUnit.OUTPUT_TOKEN),
            Map.entry("output_cost_per_reasoning_token", PricedUnit.REASONING_TOKEN),
            Map.entry("input_cost_per_request", PricedUnit.REQUEST),
            Map.entry("input_cost_per_query", PricedUnit.REQUEST),
            Map.entry("output_cost_per_image", PricedUnit.IMAGE));

    /** Sound and film are priced by the second that goes in or the second that comes out; where both are, the dearer counts. */
    private static final List<String> SECONDS = List.of("input_cost_per_second", "output_cost_per_second");

    private final List<Problem> problems = new ArrayList<>();
    private final List<PricedModel> models = new ArrayList<>();
    private int passedOver;

    private LiteLlmPriceList() {}

    /**
     * Reads it.
     *
     * @param writtenOn the day the file was written, which counts as the day when the prices were read
     */
    static PriceBook read(String file, Optional<LocalDate> writtenOn, ListNode.Mapping document) {
        LiteLlmPriceList list = new LiteLlmPriceList();
        list.models(new ListSection("", document, list.problems));
        throwProblems(file, list.problems);
        return checkedBook(
                file, list.models, new PriceBook.Origin(file, writtenOn, "in LiteLLM's format", list.passedOver));
    }

    private void models(ListSection document) {
        for (String name : document.names()) {
            if (!NO_MODELS.contains(name)) {
                document.section(name).ifPresent(section -> model(name, section));
            }
        }
    }

    private void model(String name, ListSection section) {
        int before = problems.size();
        NavigableMap<Long, Rates.Builder> ordinary = new TreeMap<>();
        NavigableMap<Long, Rates.Builder> batches = new TreeMap<>();
        for (Map.Entry<String, PricedUnit> field : FIELDS) {
            price(section, field.getKey(), field.getValue(), ordinary, ModelPrice.ANY_LENGTH);
            price(section, field.getKey() + BATCHES, field.getValue(), batches, ModelPrice.ANY_LENGTH);
        }
        seconds(section, ordinary);
        longContexts(section, ordinary);
        tiers(section, ordinary);
        List<String> aliases = section.hasValue("aliases") ? section.texts("aliases") : List.of();
        Optional<String> provider =
                section.hasValue("litellm_provider") ? section.text("litellm_provider") : Optional.empty();
        if (ordinary.isEmpty()) {
            passedOver++;
        } else if (problems.size() == before) {
            section.checked("", () -> priced(name, provider, aliases, ordinary, batches))
                    .ifPresent(models::add);
        }
    }

    private static PricedModel priced(
            String name,
            Optional<String> provider,
            List<String> aliases,
            NavigableMap<Long, Rates.Builder> ordinary,
            NavigableMap<Long, Rates.Builder> batches) {
        Rates.Builder base = ordinary.remove(ModelPrice.ANY_LENGTH);
        ModelPrice price = ModelPrice.of(base == null ? Rates.NONE : base.build());
        for (Map.Entry<Long, Rates.Builder> rates : ordinary.entrySet()) {
            price = price.withRatesAbove(rates.getKey(), rates.getValue().build());
        }
        if (!batches.isEmpty()) {
            NavigableMap<Long, Rates> built = new TreeMap<>();
            batches.forEach((length, rates) -> built.put(length, rates.build()));
            price = price.withBatch(built);
        }
        NavigableMap<LocalDate, ModelPrice> always = new TreeMap<>();
        always.put(PricedModel.ALWAYS, price);
        return new PricedModel(name, provider, aliases, always);
    }

    private static void price(
            ListSection section,
            String field,
            PricedUnit unit,
            NavigableMap<Long, Rates.Builder> rates,
            long aboveTokens) {
        if (section.hasValue(field)
                && !rates.getOrDefault(aboveTokens, Rates.builder()).has(unit)) {
            section.number(field).ifPresent(price -> add(section, field, unit, price, rates, aboveTokens));
        }
    }

    private static void add(
            ListSection section,
            String field,
            PricedUnit unit,
            BigDecimal price,
            NavigableMap<Long, Rates.Builder> rates,
            long aboveTokens) {
        int most = Rates.maxDecimals(unit);
        BigDecimal rounded = price.scale() > most ? price.setScale(most, RoundingMode.HALF_UP) : price;
        section.checked(
                field,
                () -> rates.computeIfAbsent(aboveTokens, length -> Rates.builder())
                        .each(unit, rounded));
    }

    private static void seconds(ListSection section, NavigableMap<Long, Rates.Builder> rates) {
        SECONDS.stream()
                .filter(section::hasValue)
                .flatMap(field -> section.number(field).stream())
                .max(BigDecimal::compareTo)
                .ifPresent(
                        price -> add(section, SECONDS.get(0), PricedUnit.SECOND, price, rates, ModelPrice.ANY_LENGTH));
    }

    private static void longContexts(ListSection section, NavigableMap<Long, Rates.Builder> rates) {
        for (String field : section.names()) {
            Matcher above = ABOVE.matcher(field);
            if (above.matches()) {
                FIELDS.stream()
                        .filter(known -> known.getKey().equals(above.group(1)))
                        .forEach(known ->
                                price(section, field, known.getValue(), rates, Long.parseLong(above.group(2)) * 1_000));
            }
        }
    }

    /** Prices by ranges of the context's length, such as {@code {"range": [32000, 128000], "input_cost_per_token": ...}}. */
    private static void tiers(ListSection section, NavigableMap<Long, Rates.Builder> rates) {
        if (!section.hasValue("tiered_pricing")) {
            return;
        }
        for (ListSection tier : section.sections("tiered_pricing")) {
            Optional<Long> above = tier.items("range").stream()
                    .limit(1)
                    .filter(ListNode.Scalar.class::isInstance)
                    .flatMap(begin -> ListSection.number((ListNode.Scalar) begin).stream())
                    .filter(tokens -> tokens.signum() >= 0 && tokens.precision() <= 15)
                    .map(BigDecimal::longValue)
                    .findFirst();
            if (above.isEmpty()) {
                tier.problem(
                        "range",
                        "does not say above which length of the context the prices hold; give [32000, 128000]");
            } else {
                FIELDS.forEach(field -> price(tier, field.getKey(), field.getValue(), rates, above.get()));
            }
        }
    }
}
