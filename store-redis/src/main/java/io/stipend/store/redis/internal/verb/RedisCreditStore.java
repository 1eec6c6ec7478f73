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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The verbs: what they ask Redis, and what its answers mean. The books themselves are kept there. */
public final class RedisCreditStore implements CreditStore {

    private final ScriptRunner runner;
    private final Keys keys;
    private final RequestRunner requests;

    public RedisCreditStore(ScriptRunner runner, Keys keys, RequestRunner requests) {
        this.runner = runner;
        this.keys = keys;
        this.requests = requests;
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
            case INSUFFICIENT -> insufficient(tenant, answer);
            default -> refusal(tenant, command.stepId(), answer);
        };
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        String tenant = reservation.tenant();
        ScriptAnswer answer = requests.ask(ScriptRequest.bind(keys.tenant(tenant), reservation, step), false);
        return answer.outcome() == ScriptAnswer.Outcome.DONE
                ? new BindOutcome.Bound()
                : refusal(tenant, step.value(), answer);
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
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("usage of reservation "
                        + Checks.shown(command.target().value()) + " would pass " + Checks.MAX_AMOUNT
                        + "; report less at a time, or settle");
            default -> refusal(tenant, null, answer);
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
            default -> refusal(tenant, null, answer);
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

    private static Insufficient insufficient(String tenant, ScriptAnswer answer) {
        return new Insufficient(
                AccountId.parse(tenant, answer.text(0)),
                Resource.at((int) answer.number(1)),
                answer.number(2),
                answer.number(3));
    }

    /** @param step the step that the command asked for, if it did */
    private static Refusal refusal(String tenant, @Nullable String step, ScriptAnswer answer) {
        return switch (answer.outcome()) {
            case NOT_FOUND -> new Refusal.NotFound();
            case ALREADY_CLOSED -> new Refusal.AlreadyClosed(ReservationAnswers.closed(tenant, answer));
            case CONFLICT -> new Refusal.Conflict();
            case STEP_TAKEN ->
                new Refusal.StepTaken(
                        new StepId(tenant, Objects.requireNonNull(step)), new ReservationId(tenant, answer.text(0)));
            case OTHER_STEP -> new Refusal.OtherStep(new StepId(tenant, answer.text(0)));
            case OVERRUN_REJECTED -> {
                ResourceVector held = Amounts.vector(answer.text(0));
                ResourceVector used = Amounts.vector(answer.text(1));
                yield new Refusal.OverrunRejected(held, used.consumables().excessOver(held));
            }
            case DONE, DONE_BEFORE, INSUFFICIENT, OUT_OF_RANGE, DUE, NO_PERIOD, NO_TENANT, FULL, DAMAGED ->
                throw unexpected(answer);
        };
    }

    private static CreditStoreException unexpected(ScriptAnswer answer) {
        return new CreditStoreException(
                CreditStoreException.Kind.INTERNAL, "Redis answered " + answer.outcome() + " to a verb without it");
    }
}
