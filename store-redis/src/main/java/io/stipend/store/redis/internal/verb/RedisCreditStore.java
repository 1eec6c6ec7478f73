package io.stipend.store.redis.internal.verb;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Checks;
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
import io.stipend.store.redis.internal.record.Amounts;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The verbs: what they ask Redis, and what its answers mean. The books themselves are kept there. */
public final class RedisCreditStore implements CreditStore {

    private final ScriptRunner runner;
    private final Keys keys;
    private final RequestRunner requests;
    private final ReservationIndex index;

    public RedisCreditStore(ScriptRunner runner, Keys keys, RequestRunner requests) {
        this.runner = runner;
        this.keys = keys;
        this.requests = requests;
        this.index = new ReservationIndex(runner, keys, requests);
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        String tenant = command.id().tenant();
        ScriptAnswer answer = requests.ask(ScriptRequest.reserve(keys.tenant(tenant), command), true);
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
        ScriptAnswer answer = requests.ask(ScriptRequest.bind(keys.tenant(tenant), reservation, step), false);
        return switch (answer.outcome()) {
            case DONE -> new BindOutcome.Bound();
            case NOT_FOUND -> new BindOutcome.NotFound();
            case ALREADY_CLOSED ->
                new BindOutcome.AlreadyClosed(
                        ReservationAnswers.closed(tenant, answer).kind());
            case OTHER_STEP -> new BindOutcome.OtherStep(new StepId(tenant, answer.text(0)));
            case STEP_TAKEN -> new BindOutcome.StepTaken(new ReservationId(tenant, answer.text(0)));
            default -> throw unexpected(answer);
        };
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        String tenant = command.target().tenant();
        ScriptAnswer answer = requests.ask(ScriptRequest.track(keys.tenant(tenant), command), false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new TrackOutcome.Added(
                        ReservationAnswers.operation(JournalEntry.Tracked.class, tenant, command.operationId(), answer),
                        answer.isReplay());
            case NOT_FOUND -> new TrackOutcome.NotFound();
            case ALREADY_CLOSED -> new TrackOutcome.AlreadyClosed(ReservationAnswers.closed(tenant, answer));
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
        ScriptAnswer answer = requests.ask(ScriptRequest.extend(keys.tenant(tenant), command), false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new ExtendOutcome.Extended(
                        ReservationAnswers.operation(
                                JournalEntry.Extended.class, tenant, command.operationId(), answer),
                        answer.isReplay());
            case INSUFFICIENT ->
                new ExtendOutcome.Insufficient(
                        AccountId.parse(tenant, answer.text(0)),
                        Resource.at((int) answer.number(1)),
                        answer.number(2),
                        answer.number(3));
            case NOT_FOUND -> new ExtendOutcome.NotFound();
            case ALREADY_CLOSED -> new ExtendOutcome.AlreadyClosed(ReservationAnswers.closed(tenant, answer));
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
        return close(tenant, ScriptRequest.settle(keys.tenant(tenant), command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        String tenant = command.target().tenant();
        return close(tenant, ScriptRequest.release(keys.tenant(tenant), command));
    }

    private CloseOutcome close(String tenant, ScriptRequest request) {
        ScriptAnswer answer = requests.ask(request, false);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new CloseOutcome.Closed(ReservationAnswers.closed(tenant, answer), answer.isReplay());
            case NOT_FOUND -> new CloseOutcome.NotFound();
            case ALREADY_CLOSED -> new CloseOutcome.AlreadyClosed(ReservationAnswers.closed(tenant, answer));
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
        byte[] byStep = Bytes.of(reference instanceof StepId ? "1" : "");
        ScriptAnswer answer = runner.run(
                ScriptCall.of(Script.FIND, tenant, List.of(tenant.nameBytes(), Bytes.of(reference.value()), byStep)));
        return switch (answer.outcome()) {
            case DONE -> Optional.of(ReservationAnswers.read(tenant.name(), answer, ReservationRecord::snapshot));
            case NOT_FOUND -> Optional.empty();
            case NO_TENANT -> {
                requests.hasKeys(tenant, false);
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

    private static CreditStoreException unexpected(ScriptAnswer answer) {
        return new CreditStoreException(
                CreditStoreException.Kind.INTERNAL, "Redis answered " + answer.outcome() + " to a verb without it");
    }

    @Override
    public List<StoreFigure> figures() {
        List<StoreFigure> figures = new ArrayList<>(requests.figures());
        figures.addAll(runner.connections().figures());
        return figures;
    }
}
