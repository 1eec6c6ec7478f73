package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Checks;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.store.postgres.internal.batches.BatchAdmission;
import io.stipend.store.postgres.internal.batches.BatchRunner;
import io.stipend.store.postgres.internal.batches.Command;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.support.Coalescer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The verbs: what they ask the database, and what its answers mean. The books themselves are kept there. */
public final class PostgresCreditStore implements CreditStore {

    private final Database database;
    private final Coalescer<Command, Answer> coalescer;
    private final ReservationQueries reservations;
    private final Expiry expiry;

    public PostgresCreditStore(Database database, Runnable afterCommit) {
        this.database = database;
        this.coalescer = new Coalescer<>(
                database.config().connections(),
                database.config().maxBatch(),
                () -> new BatchAdmission()::admit,
                new BatchRunner(database, database.batches(), afterCommit));
        this.reservations = new ReservationQueries(database);
        this.expiry = new Expiry(database, new BatchRunner(database, database.others(), afterCommit), reservations);
    }

    private Answer run(Command command) {
        return coalescer.run(command, database.deadlineNanos());
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        Answer answer = run(Command.of(command));
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ReserveOutcome.Reserved(opened(command, answer.atMillis()), answer.isReplay());
            case CONFLICT -> new ReserveOutcome.Conflict(command.id());
            case INSUFFICIENT ->
                new ReserveOutcome.Insufficient(
                        account(command.id().tenant(), answer),
                        Resource.at(answer.resource()),
                        answer.needed(),
                        answer.available());
            case STEP_TAKEN ->
                new ReserveOutcome.StepTaken(
                        new StepId(command.id().tenant(), Objects.requireNonNull(command.stepId())),
                        holder(command.id().tenant(), answer));
            default -> throw unexpected(answer);
        };
    }

    private static JournalEntry.Opened opened(ReserveCommand command, long atMillis) {
        return new JournalEntry.Opened(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), atMillis),
                command,
                atMillis + command.leaseMillis());
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        Answer answer = run(Command.bind(reservation, step));
        return switch (answer.outcome()) {
            case DONE -> new BindOutcome.Bound();
            case NOT_FOUND -> new BindOutcome.NotFound();
            case ALREADY_CLOSED ->
                new BindOutcome.AlreadyClosed(
                        answer.entry(JournalEntry.Closed.class).kind());
            case OTHER_STEP ->
                new BindOutcome.OtherStep(new StepId(reservation.tenant(), Objects.requireNonNull(answer.subject())));
            case STEP_TAKEN -> new BindOutcome.StepTaken(holder(reservation.tenant(), answer));
            default -> throw unexpected(answer);
        };
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        Answer answer = run(Command.of(command));
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new TrackOutcome.Added(answer.entry(JournalEntry.Tracked.class), answer.isReplay());
            case NOT_FOUND -> new TrackOutcome.NotFound();
            case ALREADY_CLOSED -> new TrackOutcome.AlreadyClosed(answer.entry(JournalEntry.Closed.class));
            case CONFLICT -> new TrackOutcome.Conflict();
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("usage of reservation "
                        + Checks.shown(command.target().value()) + " would pass " + Checks.MAX_AMOUNT
                        + "; report less at a time, or settle");
            default -> throw unexpected(answer);
        };
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        Answer answer = run(Command.of(command));
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ExtendOutcome.Extended(answer.entry(JournalEntry.Extended.class), answer.isReplay());
            case INSUFFICIENT ->
                new ExtendOutcome.Insufficient(
                        account(command.target().tenant(), answer),
                        Resource.at(answer.resource()),
                        answer.needed(),
                        answer.available());
            case NOT_FOUND -> new ExtendOutcome.NotFound();
            case ALREADY_CLOSED -> new ExtendOutcome.AlreadyClosed(answer.entry(JournalEntry.Closed.class));
            case CONFLICT -> new ExtendOutcome.Conflict();
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("the envelope of reservation "
                        + Checks.shown(command.target().value()) + " would pass " + Checks.MAX_AMOUNT
                        + "; ask for less");
            default -> throw unexpected(answer);
        };
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return close(Command.of(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return close(Command.of(command));
    }

    private CloseOutcome close(Command command) {
        Answer answer = run(command);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new CloseOutcome.Closed(answer.entry(JournalEntry.Closed.class), answer.isReplay());
            case NOT_FOUND -> new CloseOutcome.NotFound();
            case ALREADY_CLOSED -> new CloseOutcome.AlreadyClosed(answer.entry(JournalEntry.Closed.class));
            case CONFLICT -> new CloseOutcome.Conflict();
            case OVERRUN_REJECTED -> Objects.requireNonNull(answer.rejected());
            default -> throw unexpected(answer);
        };
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return reservations.find(reference);
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return expiry.expireDue(limit);
    }

    @Override
    public int prune(Duration retention, int limit) {
        String sql = "SELECT " + database.config().schema() + ".prune(?, ?)";
        return database.look((connection, previous) -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, retention.toMillis());
                statement.setInt(2, limit);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    @Override
    public long openReservations() {
        return reservations.countOpen();
    }

    private static AccountId account(String tenant, Answer answer) {
        return AccountId.parse(tenant, Objects.requireNonNull(answer.subject()));
    }

    private static ReservationId holder(String tenant, Answer answer) {
        return new ReservationId(tenant, Objects.requireNonNull(answer.subject()));
    }

    private static CreditStoreException unexpected(Answer answer) {
        return new CreditStoreException(
                CreditStoreException.Kind.INTERNAL,
                "the database answered " + answer.outcome() + " to a verb without it");
    }

    @Override
    public List<StoreFigure> figures() {
        List<StoreFigure> figures = new ArrayList<>(coalescer.figures());
        figures.addAll(database.figures());
        return figures;
    }
}
