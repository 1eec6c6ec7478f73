package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.PriceSource;
import io.stipend.deploy.sections.PriceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Prices that are read again when their file has changed: whoever reserves next sees the new ones. Thread safe. */
final class FilePrices implements PriceSource {

    private final PriceSettings settings;
    private final Path file;
    private final FileReloads reloads;

    private volatile PriceSource prices;

    FilePrices(PriceSettings settings, Path file, Telemetry telemetry) {
        this.settings = settings;
        this.file = file;
        List<FileStamp> stamps = stamps();
        this.prices = settings.read();
        this.reloads = new FileReloads("prices", stamps, settings.checkInterval(), this::takeOver, telemetry);
    }

    @Override
    public Optional<Credits> costOf(String model, long inputTokens, long outputTokens) {
        reloads.check();
        return prices.costOf(model, inputTokens, outputTokens);
    }

    /** Reads the file now, whether it has changed or not; throws what is wrong with it. */
    void reload() {
        reloads.reload();
    }

    private List<FileStamp> takeOver() {
        List<FileStamp> stamps = stamps();
        prices = settings.read();
        return stamps;
    }

    private List<FileStamp> stamps() {
        return List.of(FileStamp.of(file));
    }
}
