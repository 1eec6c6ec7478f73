package io.stipend.cli.admin;

import io.stipend.cli.text.Format;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.ShownId;
import io.stipend.cli.text.Table;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastFigures.Statement;
import io.stipend.core.spi.ForecastStore;
import io.stipend.foresight.forecast.ForecastFile;
import io.stipend.foresight.forecast.SharedForecasts;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend forecasts}: how good forecasts were. */
@Command(
        name = "forecasts",
        description = {
            "Shows how good the forecasts of what steps use were, by model: what was stated and what came true, what was held"
                    + " and used, and how often holds were extended.",
            "",
            "Nodes keep that in their store once a minute; see docs/foresight.md.",
            ""
        })
public final class ForecastsCommand implements Callable<Integer> {

    @Mixin
    private AdminOptions admin;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The file that forecasts.file names, in place of a store.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        if (file != null) {
            int status = show(new ForecastFile(file));
            admin.out().flush();
            return status;
        }
        return admin.run(store -> store.forecasts()
                .map(this::show)
                .orElseGet(() -> admin.fail("this store keeps no forecasts; give --file, if forecasts.file is set")));
    }

    private int show(ForecastStore store) {
        List<ForecastFigures> models = SharedForecasts.figures(store).stream()
                .sorted(Comparator.comparingLong(ForecastFigures::steps).reversed())
                .toList();
        return admin.page(
                models, ForecastsCommand::json, ForecastsCommand::table, "nothing was forecast yet", Optional.empty());
    }

    private static Json json(ForecastFigures model) {
        return new Json()
                .with("model", model.model().isEmpty() ? null : model.model())
                .with("steps", model.steps())
                .with("outputHeldOverUsed", known(model.heldOverUsed()))
                .with("extensions", model.extensions())
                .with("refusedExtensions", model.refusedExtensions())
                .with(
                        "calibration",
                        model.statements().stream()
                                .map(statement -> new Json()
                                        .with("stated", statement.risk())
                                        .with("measured", known(statement.measured()))
                                        .with("steps", statement.steps()))
                                .toList());
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    private static Table table(List<ForecastFigures> models) {
        Table table = new Table("model", ">steps", ">held/used", ">extended", ">refused", "stated: measured");
        for (ForecastFigures model : models) {
            table.row(
                    model.model().isEmpty() ? "(not named)" : ShownId.of(model.model()),
                    Format.count(model.steps()),
                    ratio(model.heldOverUsed()),
                    ratio((double) model.extensions() / model.steps()),
                    Format.count(model.refusedExtensions()),
                    model.statements().stream().map(ForecastsCommand::inWords).collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static String inWords(Statement statement) {
        return percent(statement.risk()) + ": " + percent(statement.measured());
    }

    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : "-";
    }
}
