package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.store.postgres.internal.batches.BatchAdmission;
import io.stipend.store.postgres.internal.batches.BatchCommand;
import io.stipend.store.postgres.internal.batches.BatchRunner;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.support.Coalescer;
import io.stipend.store.support.VerbOutcomes;
import java.util.List;
import java.util.Optional;

/** The verbs: what they ask the database, and what its answers mean. The books themselves are kept there. */
public final class PostgresCreditStore implements CreditStore {

    private final Database database;
    private final Coalescer<BatchCommand, CommandAnswer> coalescer;
    private final ReservationQueries reservations;

    public PostgresCreditStore(Database database, Runnable afterCommit) {
        this.database = database;
        this.coalescer = new Coalescer<>(
                database.config().connections(),
                database.config().maxBatch(),
                () -> new BatchAdmission()::admit,
                new BatchRunner(database, database.batches(), afterCommit));
        this.reservations = new ReservationQueries(database);
    }

    private CommandAnswer run(BatchCommand command) {
        return coalescer.run(command, database.deadlineNanos());
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return VerbOutcomes.reserve(command, run(BatchCommand.of(command)));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return VerbOutcomes.bind(step, run(BatchCommand.bind(reservation, step)));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return VerbOutcomes.track(command, run(BatchCommand.of(command)));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return VerbOutcomes.extend(command, run(BatchCommand.of(command)));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return VerbOutcomes.close(command.target(), run(BatchCommand.of(command)));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return VerbOutcomes.close(command.target(), run(BatchCommand.of(command)));
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return reservations.find(reference);
    }

    /** How the verbs share round trips. */
    public List<StoreFigure> figures() {
        return coalescer.figures();
    }
}
