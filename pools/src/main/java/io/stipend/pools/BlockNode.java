package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the blocks of a node have in common: its two stores, in either of which it reserves, its time, and its figures. Thread safe. */
final class BlockNode {

    private final StoreAdapter shared;
    private final StoreAdapter local;
    private final PoolTimer timer;
    private final BlockConfig config;
    private final BlockFigures figures;
    private final SettlementLog settlements;
    private final LocalAnswers answers;

    /** Steps that were bound here to a reservation that is closed, and since then to one in the shared store. */
    private final Set<StepId> moved = ConcurrentHashMap.newKeySet();

    BlockNode(
            StoreAdapter shared,
            StoreAdapter local,
            PoolTimer timer,
            BlockConfig config,
            BlockFigures figures,
            LocalAnswers answers,
            SettlementLog settlements) {
        this.shared = shared;
        this.local = local;
        this.timer = timer;
        this.config = config;
        this.figures = figures;
        this.answers = answers;
        this.settlements = settlements;
    }

    StoreAdapter shared() {
        return shared;
    }

    StoreAdapter local() {
        return local;
    }

    PoolTimer timer() {
        return timer;
    }

    BlockConfig config() {
        return config;
    }

    BlockFigures figures() {
        return figures;
    }

    LocalAnswers answers() {
        return answers;
    }

    SettlementLog log() {
        return settlements;
    }

    /** What the local store answers to a command on its own account. */
    ReserveOutcome reserveLocally(ReserveCommand command) {
        ReserveOutcome outcome = local.creditStore().reserve(command);
        if (outcome instanceof ReserveOutcome.Reserved) {
            figures.local.increment();
            if (command.stepId() != null && !moved.isEmpty()) {
                moved.remove(new StepId(command.id().tenant(), command.stepId()));
            }
        }
        return outcome;
    }

    /** Gives up what was just reserved. */
    void undo(ReservationId id) {
        figures.fenced.increment();
        local.creditStore().release(new ReleaseCommand(id, OperationId.RELEASE));
    }

    /** Asks the shared store. */
    ReserveOutcome straight(ReserveCommand command) {
        figures.straight.increment();
        String stepId = command.stepId();
        if (stepId == null || answers.isEmpty()) {
            return shared.creditStore().reserve(command);
        }
        StepId step = new StepId(command.id().tenant(), stepId);
        Optional<ReservationSnapshot> holder = local.creditStore().find(step);
        if (holder.isPresent() && holder.get().isOpen()) {
            return new Refusal.StepTaken(step, holder.get().header().id());
        }
        ReserveOutcome outcome = shared.creditStore().reserve(command);
        if (holder.isPresent() && outcome instanceof ReserveOutcome.Reserved) {
            moved.add(step);
        }
        return outcome;
    }

    /** Binds a step to a reservation of the shared store. */
    BindOutcome bindStraight(ReservationId reservation, StepId step) {
        if (answers.isEmpty()) {
            return shared.creditStore().bindStep(reservation, step);
        }
        Optional<ReservationSnapshot> holder = local.creditStore().find(step);
        if (holder.isPresent() && holder.get().isOpen()) {
            return new Refusal.StepTaken(step, holder.get().header().id());
        }
        BindOutcome outcome = shared.creditStore().bindStep(reservation, step);
        if (holder.isPresent() && !(outcome instanceof Refusal)) {
            moved.add(step);
        }
        return outcome;
    }

    /** Which account of a path is frozen, or its tenant, and why; null if none is. A look at each in the shared store. */
    @Nullable
    Frozen frozenOn(AccountPath path) {
        Stream<AccountId> tenants =
                path.accounts().stream().map(AccountId::tenant).distinct().map(AccountId::ofTenant);
        return Stream.concat(tenants, path.accounts().stream())
                .flatMap(account -> shared.accountAdministration().show(account).stream())
                .filter(view -> view.frozen() != null)
                .findFirst()
                .map(view -> new Frozen(view.account(), Objects.requireNonNull(view.frozen())))
                .orElse(null);
    }

    /** Whether a step that the local store may know is of a reservation in the shared store. */
    boolean isMoved(StepId step) {
        return !moved.isEmpty() && moved.contains(step);
    }
}
