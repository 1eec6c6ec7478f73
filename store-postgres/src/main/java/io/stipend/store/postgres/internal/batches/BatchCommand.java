package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.check.Fingerprint;
import io.stipend.store.support.UsageBits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One command, as the function {@code run_batch()} takes it: one element of each of its arrays.
 *
 * @param operation the operation id, of a split the child; null where the verb has none
 * @param fingerprint of the caller's request
 * @param amounts the envelope, the report, what is wanted in addition, or the final figures
 * @param change by how much an extension is to change the hold
 * @param reported which of them were reported, one bit each
 * @param policy what to do with an overrun, or a charge, as the ordinal of {@code OverrunPolicy}; of a reserve, what its expiry books, as the
 *     ordinal of {@code OnExpiry}, and of a split too, or -1 for as its parent's; of an extension, 1 where it takes what there is, however many holds are due
 * @param step the step to be bound
 * @param mostHeld the most that an extended reservation may hold
 * @param fit what must be available of a reserve's accounts, at least its envelope; of a charge, what was used: see {@link #needed}
 * @param path the accounts of a reserve or a charge, or those whose terms an extension knows
 * @param ceilings of each account of the path, or empty
 * @param asksBalances whether the answer to a report or an extension is to have what is available on its path
 */
public record BatchCommand(
        Verb verb,
        ReservationRef target,
        @Nullable String operation,
        long fingerprint,
        ResourceVector amounts,
        HoldChange change,
        int reported,
        long leaseMillis,
        int policy,
        @Nullable String swarm,
        @Nullable String step,
        Map<String, String> attributes,
        List<AccountId> path,
        List<AccountTerms> terms,
        Limits mostHeld,
        ResourceVector fit,
        List<Limits> ceilings,
        boolean asksBalances) {

    private static final int TAKES_WHAT_THERE_IS = 1;
    private static final int AS_THE_PARENT = -1;

    public static BatchCommand of(ReserveCommand reserve) {
        return new BatchCommand(
                Verb.RESERVE,
                reserve.id(),
                null,
                reserve.fingerprint(),
                reserve.envelope(),
                HoldChange.NONE,
                0,
                reserve.leaseMillis(),
                reserve.onExpiry().ordinal(),
                reserve.swarmId(),
                reserve.stepId(),
                reserve.attributes(),
                reserve.path().accounts(),
                reserve.terms(),
                Limits.NONE,
                reserve.fit(),
                reserve.ceilings(),
                false);
    }

    public static BatchCommand of(TrackCommand track) {
        return plain(
                Verb.TRACK,
                track.target(),
                track.operationId(),
                track.fingerprint(),
                track.usage().amounts(),
                UsageBits.of(track.usage()),
                0,
                0,
                track.asksBalances());
    }

    /** An extension, for which due holds are expired before less is granted than is wanted. */
    public static BatchCommand of(ExtendCommand extend) {
        return new BatchCommand(
                Verb.EXTEND,
                extend.target(),
                extend.operationId().value(),
                extend.fingerprint(),
                extend.change().more(),
                extend.change(),
                0,
                extend.leaseMillis(),
                extend.change().isAllOrNone() ? TAKES_WHAT_THERE_IS : 0,
                null,
                null,
                Map.of(),
                extend.policy().accounts().accounts(),
                extend.policy().terms(),
                extend.mostHeld(),
                extend.change().more(),
                extend.policy().ceilings(),
                extend.asksBalances());
    }

    /** The same extension, whatever is due: no more can be done about that. */
    public BatchCommand takingWhatThereIs() {
        return new BatchCommand(
                verb,
                target,
                operation,
                fingerprint,
                amounts,
                change,
                reported,
                leaseMillis,
                TAKES_WHAT_THERE_IS,
                swarm,
                step,
                attributes,
                path,
                terms,
                mostHeld,
                fit,
                ceilings,
                asksBalances);
    }

    public static BatchCommand of(SettleCommand settle) {
        return plain(
                Verb.SETTLE,
                settle.target(),
                settle.operationId(),
                settle.fingerprint(),
                settle.usage().amounts(),
                UsageBits.of(settle.usage()),
                0,
                settle.overrunPolicy().ordinal(),
                false);
    }

    public static BatchCommand of(ReleaseCommand release) {
        return plain(
                Verb.RELEASE,
                release.target(),
                release.operationId(),
                release.fingerprint(),
                ResourceVector.ZERO,
                0,
                0,
                0,
                false);
    }

    /** The expiry of a reservation, if it is due. */
    public static BatchCommand expire(ReservationId id) {
        return plain(Verb.EXPIRE, id, OperationId.EXPIRE, Fingerprint.NONE, ResourceVector.ZERO, 0, 0, 0, false);
    }

    /** A charge; what must be available of it, so that all of it is booked, depends on its policy. */
    public static BatchCommand of(ChargeCommand charge) {
        return new BatchCommand(
                Verb.CHARGE,
                charge.id(),
                null,
                charge.fingerprint(),
                charge.used(),
                HoldChange.NONE,
                0,
                0,
                charge.overrunPolicy().ordinal(),
                charge.swarmId(),
                null,
                charge.attributes(),
                charge.path().accounts(),
                charge.terms(),
                Limits.NONE,
                charge.used(),
                List.of(),
                false);
    }

    public static BatchCommand bind(ReservationId id, StepId step) {
        return new BatchCommand(
                Verb.BIND,
                id,
                null,
                Fingerprint.NONE,
                ResourceVector.ZERO,
                HoldChange.NONE,
                0,
                0,
                0,
                null,
                step.value(),
                Map.of(),
                List.of(),
                List.of(),
                Limits.NONE,
                ResourceVector.ZERO,
                List.of(),
                false);
    }

    /** A split: its target is the parent, its operation the child. */
    public static BatchCommand of(SplitCommand split) {
        return new BatchCommand(
                Verb.SPLIT,
                split.parent(),
                split.child().value(),
                split.fingerprint(),
                split.part(),
                HoldChange.NONE,
                0,
                split.leaseMillis(),
                split.onExpiry() == null ? AS_THE_PARENT : split.onExpiry().ordinal(),
                null,
                split.stepId(),
                split.attributes(),
                List.of(),
                List.of(),
                Limits.NONE,
                split.part(),
                List.of(),
                false);
    }

    private static BatchCommand plain(
            Verb verb,
            ReservationRef target,
            OperationId operation,
            long fingerprint,
            ResourceVector amounts,
            int reported,
            long leaseMillis,
            int policy,
            boolean asksBalances) {
        return new BatchCommand(
                verb,
                target,
                operation.value(),
                fingerprint,
                amounts,
                HoldChange.NONE,
                reported,
                leaseMillis,
                policy,
                null,
                null,
                Map.of(),
                List.of(),
                List.of(),
                Limits.NONE,
                amounts,
                List.of(),
                asksBalances);
    }

    public String tenant() {
        return target.tenant();
    }

    /** Whether it is a charge, has ceilings, or is a reserve that needs more than it holds: what is held does not say all that is compared. */
    boolean comparesMore() {
        return verb == Verb.CHARGE || !ceilings.isEmpty() || (verb == Verb.RESERVE && !fit.equals(amounts));
    }

    /**
     * How much of a resource must be available on one of its accounts, overdraft included, for a reserve to fit or for all of a charge to
     * be booked: of a charge that nothing limits nothing, of a capped one what it leaves the overdraft alone with.
     */
    long needed(int place, Resource resource) {
        long amount = fit.get(resource);
        if (verb != Verb.CHARGE || amount == 0 || policy == OverrunPolicy.REJECT.ordinal()) {
            return amount;
        }
        return policy == OverrunPolicy.CHARGE.ordinal()
                ? 0
                : amount + terms.get(place).overdraft().get(resource);
    }

    /** The ceiling of an account of its path. */
    Limits ceiling(int place) {
        return ceilings.isEmpty() ? Limits.NONE : ceilings.get(place);
    }

    /** The reservation that a reserve, a charge or a split makes; of another verb, its target. */
    ReservationRef made() {
        return verb == Verb.SPLIT ? new ReservationId(tenant(), Objects.requireNonNull(operation)) : target;
    }

    boolean isByStep() {
        return target instanceof StepId;
    }

    /** Attributes as key, value, key, value. */
    List<String> attributeTexts() {
        if (attributes.isEmpty()) {
            return List.of();
        }
        return attributes.entrySet().stream()
                .flatMap(attribute -> Stream.of(attribute.getKey(), attribute.getValue()))
                .toList();
    }
}
