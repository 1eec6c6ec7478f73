package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.OperationId;
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
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.DueHolds;
import io.stipend.store.support.VerbOutcomes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs: what they ask Redis, and what its answers mean. The books themselves are kept there. */
public final class RedisCreditStore implements CreditStore {

    /** How many operations of a parent are looked at in one script. */
    private static final int OPERATIONS_AT_A_TIME = 200;

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
        return VerbOutcomes.reserve(
                command, askForBudget(command.id(), tenant -> ScriptRequest.reserve(tenant, command), true, null));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return VerbOutcomes.bind(
                step, ask(reservation, tenant -> ScriptRequest.bind(tenant, reservation, step), false, null));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return VerbOutcomes.track(
                command,
                ask(command.target(), tenant -> ScriptRequest.track(tenant, command), false, command.operationId()));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        boolean allOrNone = command.change().isAllOrNone();
        ReservationAnswer answer = askForBudget(
                command.target(),
                tenant -> ScriptRequest.extend(tenant, command, !allOrNone),
                false,
                command.operationId());
        boolean isHeldUp = !allOrNone && !answer.dueHolds().isEmpty();
        return VerbOutcomes.extend(
                command,
                isHeldUp
                        ? ask(
                                command.target(),
                                tenant -> ScriptRequest.extend(tenant, command, false),
                                false,
                                command.operationId())
                        : answer);
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return VerbOutcomes.split(
                command, askForBudget(command.parent(), tenant -> ScriptRequest.split(tenant, command), false, null));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return VerbOutcomes.close(
                command.target(), ask(command.target(), tenant -> ScriptRequest.settle(tenant, command), false, null));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return VerbOutcomes.close(
                command.target(), ask(command.target(), tenant -> ScriptRequest.release(tenant, command), false, null));
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return VerbOutcomes.charge(
                command, askForBudget(command.id(), tenant -> ScriptRequest.charge(tenant, command), true, null));
    }

    /** Asks for what accounts may have too little of. */
    private ReservationAnswer askForBudget(
            ReservationRef target,
            Function<Keys.Tenant, ScriptRequest> request,
            boolean makesTenant,
            @Nullable OperationId operation) {
        ReservationAnswer answer = ask(target, request, makesTenant, operation);
        return answer.code().isShort()
                ? DueHolds.expireAndAskAgain(
                        answer,
                        () -> ask(target, request, makesTenant, operation),
                        due -> requests.expire(keys.tenant(target.tenant()), due))
                : answer;
    }

    private ReservationAnswer ask(
            ReservationRef target,
            Function<Keys.Tenant, ScriptRequest> request,
            boolean makesTenant,
            @Nullable OperationId operation) {
        ScriptAnswer answer = requests.ask(request.apply(keys.tenant(target.tenant())), makesTenant);
        return new ReservationAnswer(target.tenant(), operation, answer);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        Keys.Tenant tenant = keys.tenant(parent.tenant());
        Map<String, ReservationSnapshot> children = new LinkedHashMap<>();
        long next = 2; // The first entry is its opening.
        while (next > 0) {
            ScriptAnswer answer = runner.run(ScriptCall.of(
                    Script.FIND_CHILDREN,
                    tenant,
                    List.of(
                            tenant.nameBytes(),
                            Bytes.of(parent.value()),
                            Bytes.of(next),
                            Bytes.of(OPERATIONS_AT_A_TIME))));
            if (!wasFound(tenant, answer)) {
                break;
            }
            next = answer.number(0);
            for (int i = 1; i < answer.parts().size(); i += 2) {
                children.putIfAbsent(
                        answer.text(i), ReservationAnswer.read(tenant.name(), answer, i, ReservationRecord::snapshot));
            }
        }
        return List.copyOf(children.values());
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        Keys.Tenant tenant = keys.tenant(reference.tenant());
        byte[] byStep = Bytes.of(reference instanceof StepId ? "1" : "");
        ScriptAnswer answer = runner.run(ScriptCall.of(
                Script.FIND_RESERVATION, tenant, List.of(tenant.nameBytes(), Bytes.of(reference.value()), byStep)));
        return wasFound(tenant, answer)
                ? Optional.of(ReservationAnswer.read(tenant.name(), answer, ReservationRecord::snapshot))
                : Optional.empty();
    }

    /** Whether a look found what it looked for. */
    private boolean wasFound(Keys.Tenant tenant, ScriptAnswer answer) {
        return switch (answer.code()) {
            case DONE -> true;
            case NOT_FOUND -> false;
            case NO_TENANT -> {
                requests.hasKeys(tenant, false);
                yield false;
            }
            default ->
                throw new CreditStoreException(
                        CreditStoreException.Kind.INTERNAL, "Redis answered " + answer.code() + " to a look");
        };
    }
}
