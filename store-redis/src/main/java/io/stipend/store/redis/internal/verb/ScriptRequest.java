package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.check.Fingerprint;
import io.stipend.store.redis.internal.record.Amounts;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.support.UsageBits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one caller asks of one script, in the form in which the script takes it; see its header.
 *
 * @param id of a reserve or a charge the new reservation, which the script takes apart from the rest; else ""
 * @param arguments the rest
 * @param periods the periods of its terms
 */
@SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
public record ScriptRequest(
        Script script, Keys.Tenant tenant, byte[] id, List<byte[]> arguments, Set<LimitPeriod> periods) {

    private static final byte[] EMPTY = new byte[0];
    private static final byte[] BY_STEP = {'1'};
    private static final byte[] YES = {'1'};
    private static final byte[] NO_LIMIT = {'-'};
    private static final TermsTexts TERMS = new TermsTexts();

    private static ScriptRequest of(Script script, Keys.Tenant tenant, List<byte[]> arguments) {
        return new ScriptRequest(script, tenant, EMPTY, arguments, Set.of());
    }

    static ScriptRequest reserve(Keys.Tenant tenant, ReserveCommand command) {
        int accounts = command.path().accounts().size();
        List<byte[]> arguments = new ArrayList<>(10 + 2 * accounts);
        arguments.add(Bytes.of(ReservationRecord.Request.text(command)));
        arguments.add(Bytes.of(command.leaseMillis()));
        arguments.add(command.stepId() == null ? EMPTY : Bytes.of(command.stepId()));
        add(arguments, command.envelope());
        // Nothing is compared where there is no account.
        boolean comparesMore = accounts > 0 && !command.isPlain();
        arguments.add(Bytes.of(comparesMore ? -accounts : accounts));
        Set<LimitPeriod> periods = Set.of();
        for (int i = 0; i < accounts; i++) {
            arguments.add(Bytes.of(command.path().texts().get(i)));
            arguments.add(TERMS.of(command.terms().get(i)));
            periods = with(periods, command.terms().get(i).period());
        }
        if (comparesMore) {
            add(arguments, command.fit());
            for (int i = 0; i < accounts; i++) {
                arguments.add(
                        command.ceilings().isEmpty()
                                ? EMPTY
                                : Bytes.of(Amounts.text(command.ceilings().get(i))));
            }
        }
        return new ScriptRequest(Script.RESERVE, tenant, Bytes.of(command.id().value()), arguments, periods);
    }

    static ScriptRequest charge(Keys.Tenant tenant, ChargeCommand command) {
        int accounts = command.path().accounts().size();
        List<byte[]> arguments = new ArrayList<>(9 + 2 * accounts);
        arguments.add(Bytes.of(ReservationRecord.Request.text(command)));
        arguments.add(Bytes.of(command.overrunPolicy().ordinal()));
        add(arguments, command.used());
        arguments.add(Bytes.of(accounts));
        Set<LimitPeriod> periods = Set.of();
        for (int i = 0; i < accounts; i++) {
            arguments.add(Bytes.of(command.path().texts().get(i)));
            arguments.add(TERMS.of(command.terms().get(i)));
            periods = with(periods, command.terms().get(i).period());
        }
        return new ScriptRequest(Script.CHARGE, tenant, Bytes.of(command.id().value()), arguments, periods);
    }

    private static Set<LimitPeriod> with(Set<LimitPeriod> periods, LimitPeriod period) {
        if (period.unit() == LimitPeriod.Unit.NEVER || periods.contains(period)) {
            return periods;
        }
        Set<LimitPeriod> more = new HashSet<>(periods);
        more.add(period);
        return more;
    }

    static ScriptRequest track(Keys.Tenant tenant, TrackCommand command) {
        List<byte[]> arguments = to(command.target());
        arguments.add(Bytes.of(command.operationId().value()));
        add(arguments, command.usage());
        arguments.add(Bytes.of(command.fingerprint()));
        arguments.add(command.asksBalances() ? YES : EMPTY);
        return of(Script.TRACK, tenant, arguments);
    }

    /** @param dueHoldsFirst whether to refuse less than is wanted while there are due holds on the path */
    static ScriptRequest extend(Keys.Tenant tenant, ExtendCommand command, boolean dueHoldsFirst) {
        List<byte[]> arguments = to(command.target());
        arguments.add(Bytes.of(command.operationId().value()));
        arguments.add(Bytes.of(command.leaseMillis()));
        HoldChange change = command.change();
        for (Resource resource : Resource.values()) {
            arguments.add(Bytes.of(change.more().get(resource) - change.less().get(resource)));
        }
        add(arguments, change.least());
        add(arguments, command.mostHeld());
        arguments.add(dueHoldsFirst ? YES : EMPTY);
        arguments.add(Bytes.of(command.fingerprint()));
        arguments.add(command.asksBalances() ? YES : EMPTY);
        PathPolicy policy = command.policy();
        arguments.add(Bytes.of(policy.terms().size()));
        Set<LimitPeriod> periods = Set.of();
        for (int i = 0; i < policy.terms().size(); i++) {
            arguments.add(Bytes.of(policy.accounts().texts().get(i)));
            arguments.add(TERMS.of(policy.terms().get(i)));
            arguments.add(
                    policy.ceilings().isEmpty()
                            ? EMPTY
                            : Bytes.of(Amounts.text(policy.ceilings().get(i))));
            periods = with(periods, policy.terms().get(i).period());
        }
        return new ScriptRequest(Script.EXTEND, tenant, EMPTY, arguments, periods);
    }

    static ScriptRequest split(Keys.Tenant tenant, SplitCommand command) {
        List<byte[]> arguments = new ArrayList<>(13);
        arguments.add(Bytes.of(command.parent().value()));
        arguments.add(Bytes.of(command.child().value()));
        add(arguments, command.part());
        arguments.add(Bytes.of(command.leaseMillis()));
        arguments.add(command.stepId() == null ? EMPTY : Bytes.of(command.stepId()));
        arguments.add(Bytes.of(command.fingerprint()));
        arguments.add(Bytes.of(ReservationRecord.Request.text(command.attributes())));
        arguments.add(Bytes.of(ReservationRecord.Request.text(command.onExpiry())));
        return of(Script.SPLIT, tenant, arguments);
    }

    static ScriptRequest settle(Keys.Tenant tenant, SettleCommand command) {
        return close(
                tenant,
                command.target(),
                's',
                command.operationId(),
                command.fingerprint(),
                command.overrunPolicy().ordinal(),
                command.usage());
    }

    static ScriptRequest release(Keys.Tenant tenant, ReleaseCommand command) {
        return close(
                tenant, command.target(), 'r', command.operationId(), command.fingerprint(), 0, ResourceUsage.NONE);
    }

    /** The expiry of a reservation, if it is due. */
    static ScriptRequest expire(Keys.Tenant tenant, ReservationId id) {
        return close(tenant, id, 'e', OperationId.EXPIRE, Fingerprint.NONE, 0, ResourceUsage.NONE);
    }

    private static ScriptRequest close(
            Keys.Tenant tenant,
            ReservationRef target,
            char verb,
            OperationId operation,
            long fingerprint,
            int policy,
            ResourceUsage usage) {
        List<byte[]> arguments = to(target);
        arguments.add(new byte[] {(byte) verb});
        arguments.add(Bytes.of(operation.value()));
        arguments.add(Bytes.of(policy));
        add(arguments, usage);
        arguments.add(Bytes.of(fingerprint));
        return of(Script.CLOSE, tenant, arguments);
    }

    static ScriptRequest bind(Keys.Tenant tenant, ReservationId id, StepId step) {
        return of(Script.BIND_STEP, tenant, List.of(Bytes.of(id.value()), Bytes.of(step.value())));
    }

    static ScriptRequest administer(Keys.Tenant tenant, List<byte[]> arguments) {
        return of(Script.CHANGE_ACCOUNT, tenant, arguments);
    }

    public static ScriptRequest repair(Keys.Tenant tenant, RepairCommand command) {
        return of(
                Script.REPAIR_ACCOUNT,
                tenant,
                List.of(
                        Bytes.of(command.account().toString()),
                        Bytes.of(command.operationId().value()),
                        Bytes.of(command.sequence()),
                        Bytes.of(Amounts.text(command.reservedFound())),
                        Bytes.of(Amounts.text(command.spentFound())),
                        Bytes.of(Amounts.text(command.reserved())),
                        Bytes.of(Amounts.text(command.spent())),
                        Bytes.of(command.reason())));
    }

    private static List<byte[]> to(ReservationRef target) {
        List<byte[]> arguments = new ArrayList<>(13);
        arguments.add(Bytes.of(target.value()));
        arguments.add(target instanceof StepId ? BY_STEP : EMPTY);
        return arguments;
    }

    private static void add(List<byte[]> arguments, ResourceUsage usage) {
        arguments.add(Bytes.of(UsageBits.of(usage)));
        add(arguments, usage.amounts());
    }

    private static void add(List<byte[]> arguments, Limits limits) {
        for (Resource resource : Resource.values()) {
            long limit = limits.get(resource);
            arguments.add(limit == Limits.UNLIMITED ? NO_LIMIT : Bytes.of(limit));
        }
    }

    private static void add(List<byte[]> arguments, ResourceVector amounts) {
        arguments.add(Bytes.of(amounts.credits()));
        arguments.add(Bytes.of(amounts.tokens()));
        arguments.add(Bytes.of(amounts.apiCalls()));
        arguments.add(Bytes.of(amounts.computeTime()));
        arguments.add(Bytes.of(amounts.memory()));
        arguments.add(Bytes.of(amounts.slots()));
    }

    /** Whether one script can carry several of these. */
    boolean isShareable() {
        return switch (script) {
            case RESERVE, CHARGE, TRACK, EXTEND, SPLIT, CLOSE -> true;
            default -> false;
        };
    }

    /** Whether one script can carry both. */
    boolean goesWith(ScriptRequest other) {
        return script == other.script && tenant.name().equals(other.tenant.name()) && isShareable();
    }
}
