package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.foresight.price.PriceListException.Problem;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads Stipend's own price lists; {@code docs/prices.md} says what they are made of. */
final class YamlPriceList {

    private static final Pattern LENGTH = Pattern.compile("[1-9][0-9]{0,14}");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final List<Problem> problems = new ArrayList<>();

    private YamlPriceList() {}

    static PriceBook read(String file, ListNode.Mapping document) {
        return new YamlPriceList().book(file, document);
    }

    private PriceBook book(String file, ListNode.Mapping document) {
        ListSection list = new ListSection("", document, problems);
        Optional<LocalDate> readOn = list.day("read");
        String source = list.text("source").orElse("");
        List<PricedModel> models = new ArrayList<>();
        Optional<ListSection> section = list.section("models");
        if (!list.has("models")) {
            list.problem("models", "is not there; give the models and their prices under it");
        }
        section.ifPresent(named -> {
            for (String name : named.names()) {
                named.section(name).flatMap(model -> model(name, model)).ifPresent(models::add);
            }
        });
        list.finish();
        throwProblems(file, problems);
        return checkedBook(file, models, new PriceBook.Origin(file, readOn, source, 0));
    }

    static void throwProblems(String file, List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new PriceListException(file, problems);
        }
    }

    /** The book, unless two of its models go by the same name. */
    static PriceBook checkedBook(String file, List<PricedModel> models, PriceBook.Origin origin) {
        try {
            return PriceBook.of(models, origin);
        } catch (InvalidRequestException e) {
            throw new PriceListException(file, List.of(new Problem(0, "", String.valueOf(e.getMessage()))));
        }
    }

    private Optional<PricedModel> model(String name, ListSection section) {
        Optional<String> provider = section.text("provider");
        List<String> aliases = section.texts("aliases");
        section.pass("source");
        NavigableMap<LocalDate, ModelPrice> prices = new TreeMap<>();
        if (section.has("prices")) {
            for (ListSection dated : section.sections("prices")) {
                datedPrice(dated, prices);
                dated.finish();
            }
        } else {
            section.pass("prices");
            datedPrice(section, prices);
        }
        section.finish();
        if (prices.isEmpty()) {
            return Optional.empty();
        }
        return section.checked("", () -> new PricedModel(name, provider, aliases, prices));
    }

    private void datedPrice(ListSection section, NavigableMap<LocalDate, ModelPrice> prices) {
        LocalDate from = section.day("from").orElse(PricedModel.ALWAYS);
        price(section).ifPresent(price -> {
            if (prices.putIfAbsent(from, price) != null) {
                section.problem(
                        "from",
                        (section.has("from") ? "is " + from + ", and so is that of another price" : "is missing twice")
                                + ": the two overlap; give each the day it begins on");
            }
        });
    }

    private Optional<ModelPrice> price(ListSection section) {
        int before = problems.size();
        Rates base = rates(section, Rates.NONE);
        NavigableMap<Long, Rates> above = above(section);
        Optional<BigDecimal> discount = discount(section);
        Optional<ListSection> batch = section.section("batch");
        NavigableMap<Long, Rates> batchRates = new TreeMap<>();
        batch.ifPresent(own -> {
            batchRates.put(ModelPrice.ANY_LENGTH, rates(own, Rates.NONE));
            batchRates.putAll(above(own));
            own.finish();
        });
        if (problems.size() > before) {
            return Optional.empty();
        }
        if (base.isEmpty()) {
            section.problem("", "has no price; give input and output, in credits per million tokens");
            return Optional.empty();
        }
        return section.checked("batch", () -> {
            ModelPrice price = ModelPrice.of(base);
            for (Map.Entry<Long, Rates> rates : above.entrySet()) {
                price = price.withRatesAbove(rates.getKey(), rates.getValue());
            }
            if (discount.isPresent()) {
                price.ordinary()
                        .forEach((length, rates) -> batchRates.merge(
                                length, rates.times(BigDecimal.ONE.subtract(discount.get())), Rates::or));
            }
            return batchRates.isEmpty() ? price : price.withBatch(batchRates);
        });
    }

    private static Rates rates(ListSection section, Rates none) {
        Rates.Builder rates = Rates.builder();
        for (PricedUnit unit : PricedUnit.values()) {
            section.number(unit.key()).ifPresent(price -> section.checked(unit.key(), () -> rates.priced(unit, price)));
        }
        return section.checked("", rates::build).orElse(none);
    }

    private static NavigableMap<Long, Rates> above(ListSection section) {
        NavigableMap<Long, Rates> above = new TreeMap<>();
        section.section("above").ifPresent(lengths -> {
            for (String length : lengths.names()) {
                lengths.section(length).ifPresent(own -> {
                    Rates rates = rates(own, Rates.NONE);
                    own.finish();
                    if (LENGTH.matcher(length).matches()) {
                        above.put(Long.valueOf(length), rates);
                    } else {
                        lengths.problem(length, "is no length of a context; give tokens, such as 200000");
                    }
                });
            }
        });
        return above;
    }

    /** The share that a batch costs less, from 0 to 1. */
    private static Optional<BigDecimal> discount(ListSection section) {
        return section.parsed(
                "batch-discount",
                text -> text.endsWith("%")
                        ? ListSection.number(new ListNode.Scalar(
                                        text.substring(0, text.length() - 1).strip(), 0))
                                .filter(percent -> percent.signum() >= 0 && percent.compareTo(HUNDRED) <= 0)
                                .map(percent -> percent.movePointLeft(2))
                        : Optional.empty(),
                "0% to 100%, such as 50%");
    }
}
