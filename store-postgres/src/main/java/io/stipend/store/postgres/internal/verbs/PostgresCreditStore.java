package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.store.postgres.internal.batches.BatchAdmission;
import io.stipend.store.postgres.internal.batches.BatchCommand;
import io.stipend.store.postgres.internal.batches.BatchRunner;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.support.Call;
import io.stipend.store.support.Coalescer;
import io.stipend.store.support.DueHolds;
import io.stipend.store.support.VerbOutcomes;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs: what they ask the database, and what its answers mean. The books themselves are kept there. */
public final class PostgresCreditStore implements CreditStore {

    private static final Logger log = LoggerFactory.getLogger(PostgresCreditStore.class);

    private final Database database;
    private final Coalescer<BatchCommand, CommandAnswer> coalescer;
    private final ReservationQueries reservations;
    private final BatchRunner expiry;

    public PostgresCreditStore(Database database, Runnable afterCommit) {
        this.database = database;
        this.coalescer = new Coalescer<>(
                database.config().connections(),
                database.config().maxBatch(),
                () -> new BatchAdmission()::admit,
                new BatchRunner(database, database.batches(), afterCommit));
        this.reservations = new ReservationQueries(database);
        this.expiry = new BatchRunner(database, database.others(), afterCommit);
    }

    private CommandAnswer run(BatchCommand command) {
        return coalescer.run(command, database.deadlineNanos());
    }

    /** Runs a command that accounts may have too little for. */
    private CommandAnswer runForBudget(BatchCommand command) {
        CommandAnswer answer = run(command);
        return answer.code().isShort()
                ? DueHolds.expireAndAskAgain(answer, () -> run(command), due -> expire(command.tenant(), due))
                : answer;
    }

    /** Expires reservations that are due; false if it could expire none. */
    private boolean expire(String tenant, List<String> ids) {
        List<ReservationId> due =
                ids.stream().map(id -> new ReservationId(tenant, id)).toList();
        boolean anyExpired = false;
        for (Call<BatchCommand, CommandAnswer> call : expiry.expire(due)) {
            try {
                anyExpired |= call.result().code().isDone(); // By this command or before it.
            } catch (CreditStoreException failure) {
                log.debug(
                        "reservation {} is due and cannot be expired",
                        call.command().target(),
                        failure);
            }
        }
        return anyExpired;
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return VerbOutcomes.reserve(command, runForBudget(BatchCommand.of(command)));
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
        BatchCommand extension = BatchCommand.of(command);
        CommandAnswer answer = runForBudget(extension);
        boolean isHeldUp = !command.change().isAllOrNone() && !answer.dueHolds().isEmpty();
        return VerbOutcomes.extend(command, isHeldUp ? run(extension.takingWhatThereIs()) : answer);
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return VerbOutcomes.split(command, runForBudget(BatchCommand.of(command)));
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return reservations.children(parent);
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
    public ChargeOutcome charge(ChargeCommand command) {
        return VerbOutcomes.charge(command, runForBudget(BatchCommand.of(command)));
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
