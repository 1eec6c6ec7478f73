package io.stipend.core.metrics;

import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.Outcome.Kind;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** Upkeep whose work is timed, failures included, and counted. */
final class MeteredUpkeep implements StoreUpkeep {

    private final StoreUpkeep upkeep;
    private final MeteredVerb expire;
    private final MeteredVerb prune;

    MeteredUpkeep(StoreUpkeep upkeep, Telemetry telemetry) {
        this.upkeep = upkeep;
        this.expire = new MeteredVerb(telemetry, "expire", EnumSet.of(Kind.DONE));
        this.prune = new MeteredVerb(telemetry, "prune", EnumSet.of(Kind.DONE));
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return expire.call(() -> upkeep.expireDue(limit), answer -> Kind.DONE);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return prune.call(() -> upkeep.prune(retention, limit), answer -> Kind.DONE);
    }

    @Override
    public long openReservations() {
        return upkeep.openReservations();
    }

    @Override
    public List<StoreFigure> figures() {
        return upkeep.figures();
    }
}
