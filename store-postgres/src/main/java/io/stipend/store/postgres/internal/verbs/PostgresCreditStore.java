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
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The verbs: what they ask the database, and what its answers mean. The books themselves are kept there. */
public final class PostgresCreditStore implements CreditStore {

    private final Database database;
    private final Coalescer<Command, Answer> coalescer;
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

    private Answer run(Command command) {
        return coalescer.run(command, database.deadlineNanos());
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        Answer answer = run(Command.of(command));
        String tenant = command.id().tenant();
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ReserveOutcome.Reserved(opened(command, answer.atMillis()), answer.isReplay());
            case INSUFFICIENT -> insufficient(tenant, answer);
            default -> refusal(tenant, command.stepId(), answer);
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
        return answer.outcome() == Answer.Outcome.DONE
                ? new BindOutcome.Bound()
                : refusal(reservation.tenant(), step.value(), answer);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        Answer answer = run(Command.of(command));
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new TrackOutcome.Added(answer.entry(JournalEntry.Tracked.class), answer.isReplay());
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("usage of reservation "
                        + Checks.shown(command.target().value()) + " would pass " + Checks.MAX_AMOUNT
                        + "; report less at a time, or settle");
            default -> refusal(command.target().tenant(), null, answer);
        };
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        Answer answer = run(Command.of(command));
        String tenant = command.target().tenant();
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ExtendOutcome.Extended(answer.entry(JournalEntry.Extended.class), answer.isReplay());
            case INSUFFICIENT -> insufficient(tenant, answer);
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("the envelope of reservation "
                        + Checks.shown(command.target().value()) + " would pass " + Checks.MAX_AMOUNT
                        + "; ask for less");
            default -> refusal(tenant, null, answer);
        };
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return close(command.target().tenant(), Command.of(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return close(command.target().tenant(), Command.of(command));
    }

    private CloseOutcome close(String tenant, Command command) {
        Answer answer = run(command);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new CloseOutcome.Closed(answer.entry(JournalEntry.Closed.class), answer.isReplay());
            default -> refusal(tenant, null, answer);
        };
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return reservations.find(reference);
    }

    private static Insufficient insufficient(String tenant, Answer answer) {
        return new Insufficient(
                AccountId.parse(tenant, Objects.requireNonNull(answer.subject())),
                Resource.at(answer.resource()),
                answer.needed(),
                answer.available());
    }

    /** @param step the step that the command asked for, if it did */
    private static Refusal refusal(String tenant, @Nullable String step, Answer answer) {
        return switch (answer.outcome()) {
            case NOT_FOUND -> new Refusal.NotFound();
            case ALREADY_CLOSED -> new Refusal.AlreadyClosed(answer.entry(JournalEntry.Closed.class));
            case CONFLICT -> new Refusal.Conflict();
            case STEP_TAKEN ->
                new Refusal.StepTaken(
                        new StepId(tenant, Objects.requireNonNull(step)),
                        new ReservationId(tenant, Objects.requireNonNull(answer.subject())));
            case OTHER_STEP -> new Refusal.OtherStep(new StepId(tenant, Objects.requireNonNull(answer.subject())));
            case OVERRUN_REJECTED -> Objects.requireNonNull(answer.rejected());
            case DONE, DONE_BEFORE, INSUFFICIENT, OUT_OF_RANGE ->
                throw new CreditStoreException(
                        CreditStoreException.Kind.INTERNAL,
                        "the database answered " + answer.outcome() + " to a verb without it");
        };
    }

    /** How the verbs share round trips. */
    public List<StoreFigure> figures() {
        return coalescer.figures();
    }
}
