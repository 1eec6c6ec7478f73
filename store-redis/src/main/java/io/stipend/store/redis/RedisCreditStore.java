package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Checks;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The verbs: what they ask Redis, and what its answers mean. The books themselves are kept there. */
final class RedisCreditStore implements CreditStore {

    private final RedisLink link;
    private final Keys keys;
    private final Verbs verbs;
    private final ReservationIndex index;

    RedisCreditStore(RedisLink link, Keys keys, Verbs verbs) {
        this.link = link;
        this.keys = keys;
        this.verbs = verbs;
        this.index = new ReservationIndex(link, keys, verbs);
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        String tenant = command.id().tenant();
        Answer answer = verbs.ask(Request.reserve(keys.tenant(tenant), command), true);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE -> {
                long at = answer.number(0);
                ReservationHeader header = new ReservationHeader(command.id(), command.path(), command.swarmId(), at);
                yield new ReserveOutcome.Reserved(
                        new JournalEntry.Opened(header, command, at + command.leaseMillis()), answer.isReplay());
            }
            case CONFLICT -> new ReserveOutcome.Conflict(command.id());
            case INSUFFICIENT ->
                new ReserveOutcome.Insufficient(
                        AccountId.parse(tenant, answer.text(0)),
                        Resource.at((int) answer.number(1)),
                        answer.number(2),
                        answer.number(3));
            case STEP_TAKEN ->
                new ReserveOutcome.StepTaken(
                        new StepId(tenant, Objects.requireNonNull(command.stepId())),
                        new ReservationId(tenant, answer.text(0)));
            default -> throw unexpected(answer);
        };
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        String tenant = reservation.tenant();
        Answer answer = verbs.ask(Request.bind(keys.tenant(tenant), reservation, step), false);
        return switch (answer.outcome()) {
            case DONE -> new BindOutcome.Bound();
            case NOT_FOUND -> new BindOutcome.NotFound();
            case ALREADY_CLOSED ->
                new BindOutcome.AlreadyClosed(closed(tenant, answer).kind());
            case OTHER_STEP -> new BindOutcome.OtherStep(new StepId(tenant, answer.text(0)));
            case STEP_TAKEN -> new BindOutcome.StepTaken(new ReservationId(tenant, answer.text(0)));
            default -> throw unexpected(answer);
        };
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        String tenant = command.target().tenant();
        Answer answer = verbs.ask(Request.track(keys.tenant(tenant), command), false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new TrackOutcome.Added(
                        operation(JournalEntry.Tracked.class, tenant, command.operationId(), answer),
                        answer.isReplay());
            case NOT_FOUND -> new TrackOutcome.NotFound();
            case ALREADY_CLOSED -> new TrackOutcome.AlreadyClosed(closed(tenant, answer));
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
        String tenant = command.target().tenant();
        Answer answer = verbs.ask(Request.extend(keys.tenant(tenant), command), false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ExtendOutcome.Extended(
                        operation(JournalEntry.Extended.class, tenant, command.operationId(), answer),
                        answer.isReplay());
            case INSUFFICIENT ->
                new ExtendOutcome.Insufficient(
                        AccountId.parse(tenant, answer.text(0)),
                        Resource.at((int) answer.number(1)),
                        answer.number(2),
                        answer.number(3));
            case NOT_FOUND -> new ExtendOutcome.NotFound();
            case ALREADY_CLOSED -> new ExtendOutcome.AlreadyClosed(closed(tenant, answer));
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
        String tenant = command.target().tenant();
        return close(tenant, Request.settle(keys.tenant(tenant), command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        String tenant = command.target().tenant();
        return close(tenant, Request.release(keys.tenant(tenant), command));
    }

    private CloseOutcome close(String tenant, Request request) {
        Answer answer = verbs.ask(request, false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE -> new CloseOutcome.Closed(closed(tenant, answer), answer.isReplay());
            case NOT_FOUND -> new CloseOutcome.NotFound();
            case ALREADY_CLOSED -> new CloseOutcome.AlreadyClosed(closed(tenant, answer));
            case CONFLICT -> new CloseOutcome.Conflict();
            case OVERRUN_REJECTED -> {
                ResourceVector held = Amounts.vector(answer.text(0));
                ResourceVector used = Amounts.vector(answer.text(1));
                yield new CloseOutcome.OverrunRejected(held, used.consumables().excessOver(held));
            }
            default -> throw unexpected(answer);
        };
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        Keys.Tenant tenant = keys.tenant(reference.tenant());
        byte[] byStep = Keys.bytes(reference instanceof StepId ? "1" : "");
        Answer answer = link.run(Invocations.of(
                Script.FIND, tenant, List.of(tenant.nameBytes(), Keys.bytes(reference.value()), byStep)));
        return switch (answer.outcome()) {
            case DONE -> Optional.of(row(tenant.name(), answer, Row::snapshot));
            case NOT_FOUND -> Optional.empty();
            case NO_TENANT -> {
                verbs.hasKeys(tenant, false);
                yield Optional.empty();
            }
            default -> throw unexpected(answer);
        };
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return index.expireDue(limit);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return index.prune(retention, limit);
    }

    @Override
    public long openReservations() {
        return index.countOpen();
    }

    static JournalEntry.Closed closed(String tenant, Answer answer) {
        return row(tenant, answer, Row::closed);
    }

    /** What is to be read of an answer's id and record. */
    private static <T> T row(String tenant, Answer answer, Function<Row, T> reading) {
        return Row.readable(
                "the record of reservation " + Checks.shown(answer.text(0)),
                () -> reading.apply(Row.of(new ReservationId(tenant, answer.text(0)), answer.text(1))));
    }

    private static <E extends JournalEntry> E operation(
            Class<E> type, String tenant, OperationId operation, Answer answer) {
        return Row.readable(
                "an operation of reservation " + Checks.shown(answer.text(0)),
                () -> type.cast(OperationRecord.entry(
                        new ReservationId(tenant, answer.text(0)), operation, answer.text(1), answer.text(2))));
    }

    private static CreditStoreException unexpected(Answer answer) {
        return new CreditStoreException(
                CreditStoreException.Kind.INTERNAL, "Redis answered " + answer.outcome() + " to a verb without it");
    }

    @Override
    public List<StoreFigure> figures() {
        List<StoreFigure> figures = new ArrayList<>(verbs.figures());
        figures.addAll(link.nodes().figures());
        return figures;
    }
}
