package io.stipend.store.redis;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.store.support.UsageBits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one caller asks of one script, in the form in which the script takes it; see its header.
 *
 * @param id of a reserve the new reservation, which the script takes apart from the rest; else ""
 * @param arguments the rest
 * @param periods the periods of its terms
 */
@SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
record Request(Script script, Keys.Tenant tenant, byte[] id, List<byte[]> arguments, Set<LimitPeriod> periods) {

    private static final byte[] EMPTY = new byte[0];
    private static final byte[] BY_STEP = {'1'};
    private static final byte[] ZERO = {'0'};

    private static Request of(Script script, Keys.Tenant tenant, List<byte[]> arguments) {
        return new Request(script, tenant, EMPTY, arguments, Set.of());
    }

    static Request reserve(Keys.Tenant tenant, ReserveCommand command) {
        int accounts = command.path().accounts().size();
        List<byte[]> arguments = new ArrayList<>(10 + 2 * accounts);
        arguments.add(Keys.bytes(Row.Request.text(command)));
        arguments.add(number(command.leaseMillis()));
        arguments.add(command.stepId() == null ? EMPTY : Keys.bytes(command.stepId()));
        add(arguments, command.envelope());
        arguments.add(number(accounts));
        Set<LimitPeriod> periods = Set.of();
        for (int i = 0; i < accounts; i++) {
            arguments.add(Keys.bytes(command.path().texts().get(i)));
            arguments.add(Keys.bytes(Amounts.text(command.terms().get(i))));
            periods = with(periods, command.terms().get(i).period());
        }
        return new Request(Script.RESERVE, tenant, Keys.bytes(command.id().value()), arguments, periods);
    }

    private static Set<LimitPeriod> with(Set<LimitPeriod> periods, LimitPeriod period) {
        if (period.unit() == LimitPeriod.Unit.NEVER || periods.contains(period)) {
            return periods;
        }
        Set<LimitPeriod> more = new HashSet<>(periods);
        more.add(period);
        return more;
    }

    static Request track(Keys.Tenant tenant, TrackCommand command) {
        List<byte[]> arguments = to(command.target());
        arguments.add(Keys.bytes(command.operationId().value()));
        add(arguments, command.usage());
        return of(Script.TRACK, tenant, arguments);
    }

    static Request extend(Keys.Tenant tenant, ExtendCommand command) {
        List<byte[]> arguments = to(command.target());
        arguments.add(Keys.bytes(command.operationId().value()));
        arguments.add(number(command.leaseMillis()));
        add(arguments, command.additional());
        return of(Script.EXTEND, tenant, arguments);
    }

    static Request settle(Keys.Tenant tenant, SettleCommand command) {
        return close(
                tenant,
                command.target(),
                's',
                command.operationId(),
                command.overrunPolicy().ordinal(),
                command.usage());
    }

    static Request release(Keys.Tenant tenant, ReleaseCommand command) {
        return close(tenant, command.target(), 'r', command.operationId(), 0, ResourceUsage.NONE);
    }

    /** The expiry of a reservation, if it is due. */
    static Request expire(Keys.Tenant tenant, ReservationId id) {
        return close(tenant, id, 'e', OperationId.EXPIRE, 0, ResourceUsage.NONE);
    }

    private static Request close(
            Keys.Tenant tenant,
            ReservationRef target,
            char verb,
            OperationId operation,
            int policy,
            ResourceUsage usage) {
        List<byte[]> arguments = to(target);
        arguments.add(new byte[] {(byte) verb});
        arguments.add(Keys.bytes(operation.value()));
        arguments.add(number(policy));
        add(arguments, usage);
        return of(Script.CLOSE, tenant, arguments);
    }

    static Request bind(Keys.Tenant tenant, ReservationId id, StepId step) {
        return of(Script.BIND, tenant, List.of(Keys.bytes(id.value()), Keys.bytes(step.value())));
    }

    static Request administer(Keys.Tenant tenant, List<byte[]> arguments) {
        return of(Script.ADMINISTER, tenant, arguments);
    }

    static Request repair(Keys.Tenant tenant, RepairCommand command) {
        return of(
                Script.REPAIR,
                tenant,
                List.of(
                        Keys.bytes(command.account().toString()),
                        Keys.bytes(command.operationId().value()),
                        number(command.sequence()),
                        Keys.bytes(Amounts.text(command.reservedFound())),
                        Keys.bytes(Amounts.text(command.spentFound())),
                        Keys.bytes(Amounts.text(command.reserved())),
                        Keys.bytes(Amounts.text(command.spent())),
                        Keys.bytes(command.reason())));
    }

    private static List<byte[]> to(ReservationRef target) {
        List<byte[]> arguments = new ArrayList<>(12);
        arguments.add(Keys.bytes(target.value()));
        arguments.add(target instanceof StepId ? BY_STEP : EMPTY);
        return arguments;
    }

    private static void add(List<byte[]> arguments, ResourceUsage usage) {
        arguments.add(number(UsageBits.of(usage)));
        add(arguments, usage.amounts());
    }

    private static void add(List<byte[]> arguments, ResourceVector amounts) {
        arguments.add(number(amounts.credits()));
        arguments.add(number(amounts.tokens()));
        arguments.add(number(amounts.apiCalls()));
        arguments.add(number(amounts.computeTime()));
        arguments.add(number(amounts.memory()));
        arguments.add(number(amounts.slots()));
    }

    static byte[] number(long number) {
        return number == 0 ? ZERO : Keys.bytes(Long.toString(number));
    }

    /** Whether one script can carry several of these. */
    boolean isShareable() {
        return script == Script.RESERVE || script == Script.TRACK || script == Script.CLOSE;
    }

    /** Whether one script can carry both. */
    boolean goesWith(Request other) {
        return script == other.script && tenant.name().equals(other.tenant.name()) && isShareable();
    }
}
