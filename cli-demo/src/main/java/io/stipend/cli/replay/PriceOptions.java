package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.BookPricing;
import io.stipend.cli.replay.engine.Pricing;
import io.stipend.cli.text.Format;
import io.stipend.cli.trace.Trace;
import io.stipend.config.SafeText;
import io.stipend.core.model.Credits;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.foresight.price.PriceBook;
import io.stipend.foresight.price.UnknownModels;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that say what requests cost. A cost that the log says comes first, then the price of the model that it names, then the
 * price of any tokens.
 *
 * <p>It is mixed into other options, so it is told which command it is of: what Picocli would inject is the options it is mixed into.
 */
final class PriceOptions {

    private static final Credits PRICE_IN = Credits.of(3);
    private static final Credits PRICE_OUT = Credits.of(15);
    private static final Path BUILT_IN = Path.of("built-in");

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description =
                    "A price list by model, ours or LiteLLM's, or built-in: see docs/prices.md (default: built-in, for"
                            + " the models that it knows).")
    private @Nullable Path prices;

    @Option(
            names = "--unknown-model",
            paramLabel = "WHAT",
            converter = UnknownModelsConverter.class,
            description =
                    "What becomes of requests whose model has no price: fail, skip, or price=INPUT/OUTPUT in credits"
                            + " per million tokens (default: fail, unless --price-in or --price-out say what all models cost).")
    private @Nullable UnknownModels unknownModel;

    @Option(
            names = "--price-in",
            paramLabel = "C",
            description = "Credits per million input tokens of any model, or with --prices where the log names none"
                    + " (default: 3).")
    private @Nullable Credits priceIn;

    @Option(names = "--price-out", paramLabel = "C", description = "The same for output tokens (default: 15).")
    private @Nullable Credits priceOut;

    /** The prices of a configuration, if they hold. */
    private @Nullable PriceSettings listed;

    /** Read when it is first needed, which is before any request runs. */
    private @Nullable PriceBook book;

    /**
     * Takes the price list of a configuration, unless prices are typed. Refuses another one than that of a configuration before: what is
     * compared is policies, on requests that cost the same.
     */
    void orElse(CommandSpec command, PriceSettings configured) {
        if (listed == null && (isByModel() || isPriceTyped())) {
            return;
        }
        if (listed != null && !listed.equals(configured)) {
            throw Usage.wrong(
                    command, "the configurations have different prices; give --prices FILE, which holds for both");
        }
        listed = configured;
        configured.list().ifPresent(list -> {
            prices = list;
            unknownModel = UnknownModels.parse(configured.unknownModels()).orElseThrow();
        });
    }

    /** What requests cost. */
    Pricing pricing() {
        if (isByModel()) {
            // What is wrong with the list is said before the log is read.
            book();
            return byModel();
        }
        return isPriceTyped() ? new Pricing.PerMillion(in(), out()) : byModel().unlessTheLogKnows();
    }

    private BookPricing byModel() {
        Pricing any = new Pricing.PerMillion(in(), out());
        return new BookPricing(
                this::book,
                unknownModel == null ? new UnknownModels.Fail() : unknownModel,
                isPriceTyped() ? any : any.unlessTheLogKnows());
    }

    /** The same in words, for reports. */
    String inWords() {
        String any =
                Format.shortCredits(in()) + " credits per million tokens in, " + Format.shortCredits(out()) + " out";
        if (isByModel()) {
            return "by model, as in the price list " + name() + "; where the log names none, " + any;
        }
        return isPriceTyped() ? any : any + "; models of the built-in price list at its prices";
    }

    /** The requests that can be priced; says what is old and what is left out. Refuses what must not be left out. */
    Trace priced(CommandSpec command, Trace trace) {
        if (isPriceTyped() && !isByModel()) {
            return trace;
        }
        PricedTrace priced = PricedTrace.of(trace, byModel());
        if (priced.usesBook()) {
            book().ageWarning(LocalDate.now(ZoneOffset.UTC)).ifPresent(what -> warn(command, what));
        }
        priced.warning("they cost what --unknown-model says").ifPresent(what -> warn(command, what));
        return priced.trace()
                .orElseThrow(() -> Usage.wrong(
                        command, "no request has a price; give --prices FILE, or --unknown-model price=INPUT/OUTPUT"));
    }

    private static void warn(CommandSpec command, String what) {
        command.commandLine().getErr().println(command.qualifiedName() + ": " + what);
        command.commandLine().getErr().flush();
    }

    private boolean isByModel() {
        return prices != null || unknownModel != null;
    }

    private boolean isPriceTyped() {
        return priceIn != null || priceOut != null;
    }

    private Credits in() {
        return priceIn == null ? PRICE_IN : priceIn;
    }

    private Credits out() {
        return priceOut == null ? PRICE_OUT : priceOut;
    }

    private String name() {
        return prices == null ? BUILT_IN.toString() : prices.toString();
    }

    private PriceBook book() {
        if (book == null) {
            book = prices == null || prices.equals(BUILT_IN) ? PriceBook.builtIn() : PriceBook.read(prices);
        }
        return book;
    }

    static final class UnknownModelsConverter implements ITypeConverter<UnknownModels> {

        @Override
        public UnknownModels convert(String value) {
            return UnknownModels.parse(value)
                    .orElseThrow(() -> new TypeConversionException(
                            SafeText.value(value) + " is not known; give " + UnknownModels.EXPECTED));
        }
    }
}
