package io.stipend.core.metrics;

import static io.stipend.core.spi.Outcome.Kind.DONE;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.util.List;

/** Upkeep whose work is timed, failures included, and counted. */
final class MeteredUpkeep implements StoreUpkeep {

    private final StoreUpkeep upkeep;
    private final MeteredVerb expire;
    private final MeteredVerb prune;
    private final MeteredVerb forget;

    MeteredUpkeep(StoreUpkeep upkeep, Telemetry telemetry) {
        this.upkeep = upkeep;
        this.expire = new MeteredVerb(telemetry, "expire", DONE);
        this.prune = new MeteredVerb(telemetry, "prune", DONE);
        this.forget = new MeteredVerb(telemetry, "forget", DONE);
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return expire.call(() -> upkeep.expireDue(limit), answer -> DONE);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return prune.call(() -> upkeep.prune(retention, limit), answer -> DONE);
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        return forget.call(() -> upkeep.forget(ids, retention), answer -> DONE);
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
