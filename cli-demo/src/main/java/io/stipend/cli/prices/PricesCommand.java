package io.stipend.cli.prices;

import io.stipend.cli.console.Screen;
import io.stipend.cli.console.Usage;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.Table;
import io.stipend.config.SafeText;
import io.stipend.foresight.price.ModelPrice;
import io.stipend.foresight.price.NoPriceException;
import io.stipend.foresight.price.PriceBook;
import io.stipend.foresight.price.PricedModel;
import io.stipend.foresight.price.PricedUnit;
import io.stipend.foresight.price.Rates;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend prices}: what calls of models cost. Connects to nothing. */
@Command(
        name = "prices",
        description = {
            "Shows what calls of models cost, or checks a price list: one in Stipend's YAML, or LiteLLM's",
            "model_prices_and_context_window.json. Connects to nothing."
        })
public final class PricesCommand implements Runnable {

    private static final String NONE = "-";
    private static final int MAX_NOTE = 300;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend prices list, stipend prices show MODEL or stipend prices check FILE");
    }

    @Command(
            name = "check",
            description = "Reads a price list and says what is in it, or all that is wrong with it.",
            exitCodeList = {"0:it can be used", "1:it cannot", "2:wrong usage"})
    void check(@Parameters(paramLabel = "FILE", description = "The price list.") Path file) {
        PriceBook book = PriceBook.read(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println("ok");
        out.println(summary(book));
        long free = book.models().stream().filter(PricesCommand::isFree).count();
        if (free > 0) {
            out.println(Format.count(free, "model") + (free == 1 ? " costs" : " cost")
                    + " nothing, because the list says so");
        }
        out.flush();
        warnOfAge(book);
    }

    @Command(name = "list", description = "Lists models and what they cost now, in credits per million tokens.")
    void list(
            @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What a model's name contains, such as gpt.")
                    @Nullable
                    String text,
            @Option(names = "--prices", paramLabel = "FILE", description = "The price list (default: that built in).")
                    @Nullable
                    Path file) {
        PriceBook book = book(file);
        String wanted = text == null ? "" : text.toLowerCase(Locale.ROOT);
        Table table = new Table("model", "provider", ">input", ">cached", ">cache write", ">output", ">reasoning", "");
        for (PricedModel model : book.models()) {
            if (model.name().toLowerCase(Locale.ROOT).contains(wanted)) {
                row(table, book, model);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (table.isEmpty()) {
            out.println("no model has " + wanted + " in its name; the nearest are "
                    + String.join(", ", book.nearest(wanted)));
        } else {
            table.within(Screen.columnsOfLists()).print(out);
        }
        out.flush();
        warnOfAge(book);
    }

    @Command(name = "show", description = "Shows all that a model costs, and from when on.")
    void show(
            @Parameters(paramLabel = "MODEL", description = "Its name, with or without its provider.") String name,
            @Option(names = "--prices", paramLabel = "FILE", description = "The price list (default: that built in).")
                    @Nullable
                    Path file) {
        PriceBook book = book(file);
        PricedModel model = book.model(name);
        PrintWriter out = spec.commandLine().getOut();
        out.println(model.name()
                + model.provider().map(of -> " (" + of + ")").orElse("")
                + (model.aliases().isEmpty() ? "" : ", also " + String.join(", ", model.aliases())));
        model.prices().forEach((from, price) -> {
            out.println(from.equals(PricedModel.ALWAYS) ? "" : "\nfrom " + from);
            table(price).within(Screen.columnsOfLists()).print(out);
        });
        out.println();
        out.println(summary(book));
        out.flush();
        warnOfAge(book);
    }

    private static PriceBook book(@Nullable Path file) {
        return file == null ? PriceBook.builtIn() : PriceBook.read(file);
    }

    private static void row(Table table, PriceBook book, PricedModel model) {
        Rates rates;
        try {
            rates = book.price(model.name(), Instant.now()).base();
        } catch (NoPriceException later) {
            table.row(
                    model.name(),
                    model.provider().orElse(""),
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    "from " + model.prices().firstKey());
            return;
        }
        List<String> other = Stream.of(PricedUnit.REQUEST, PricedUnit.IMAGE, PricedUnit.SECOND)
                .filter(unit -> rates.prices().containsKey(unit))
                .map(unit -> price(rates, unit) + " each " + unit)
                .toList();
        table.row(
                model.name(),
                model.provider().orElse(""),
                price(rates, PricedUnit.INPUT_TOKEN),
                price(rates, PricedUnit.CACHED_INPUT_TOKEN),
                price(rates, PricedUnit.CACHE_WRITE_TOKEN),
                price(rates, PricedUnit.OUTPUT_TOKEN),
                price(rates, PricedUnit.REASONING_TOKEN),
                String.join(", ", other));
    }

    /** A column for each length of context and for batches, a row for each unit. */
    private static Table table(ModelPrice price) {
        boolean batches = !price.batch().equals(price.ordinary());
        Stream<String> headers = price.ordinary().keySet().stream().flatMap(length -> {
            String above = length == ModelPrice.ANY_LENGTH ? "" : " above " + Format.count(length);
            return batches ? Stream.of(">credits" + above, ">batch" + above) : Stream.of(">credits" + above);
        });
        Table table = new Table(Stream.concat(Stream.of("each"), headers).toArray(String[]::new));
        for (PricedUnit unit : PricedUnit.values()) {
            if (price.ordinary().values().stream().anyMatch(rates -> rates.priceOf(unit) != null)) {
                Stream<String> cells = price.ordinary().keySet().stream().flatMap(length -> {
                    String ordinary =
                            price(Objects.requireNonNull(price.ordinary().get(length)), unit);
                    return batches
                            ? Stream.of(
                                    ordinary,
                                    price(Objects.requireNonNull(price.batch().get(length)), unit))
                            : Stream.of(ordinary);
                });
                String each = unit.pricedBy() == 1 ? unit.toString() : "million " + unit + "s";
                table.row(Stream.concat(Stream.of(each), cells).toArray(String[]::new));
            }
        }
        return table;
    }

    /** The price as a list gives it, for a million tokens or one of anything else; a dash where there is none. */
    private static String price(Rates rates, PricedUnit unit) {
        BigDecimal one = rates.priceOf(unit);
        if (one == null) {
            return NONE;
        }
        BigDecimal listed = one.multiply(BigDecimal.valueOf(unit.pricedBy()));
        return listed.signum() == 0 ? "0" : listed.stripTrailingZeros().toPlainString();
    }

    private static boolean isFree(PricedModel model) {
        return model.prices().values().stream()
                .flatMap(price -> price.ordinary().values().stream())
                .flatMap(rates -> rates.prices().values().stream())
                .allMatch(price -> price.signum() == 0);
    }

    private static String summary(PriceBook book) {
        PriceBook.Origin origin = book.origin();
        return Format.count(book.models().size(), "model") + " (" + origin.name() + ")"
                + origin.readOn().map(day -> ", read on " + day).orElse("")
                + (origin.note().isEmpty() ? "" : ", " + SafeText.plain(origin.note(), MAX_NOTE))
                + (origin.passedOver() == 0
                        ? ""
                        : "; " + Format.count(origin.passedOver(), "model")
                                + " more, priced by what is not known here");
    }

    private void warnOfAge(PriceBook book) {
        book.ageWarning(LocalDate.now(ZoneOffset.UTC)).ifPresent(warning -> {
            PrintWriter err = spec.commandLine().getErr();
            err.println("warning: " + warning);
            err.flush();
        });
    }
}
