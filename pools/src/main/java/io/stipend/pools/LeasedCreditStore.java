package io.stipend.pools;

import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.List;
import java.util.Optional;

/**
 * A store whose reserves are served from blocks where one path is reserved from often, at the speed of the local store. Everything else is the
 * shared store's. A reservation is in one of the two; verbs look for it here first, which costs no call.
 *
 * <p>Straight to the shared store go, besides paths without a block:
 *
 * <ul>
 *   <li>reserves with an id of the caller's own, whose second try may reach another node;
 *   <li>reserves whose expiry books what is held: if this node dies, nobody would;
 *   <li>reserves under a ceiling, as they are while members of a pool wait, and on accounts that limit memory or slots.
 * </ul>
 *
 * <p>A reservation on a block is known to its node only. Thread safe.
 */
final class LeasedCreditStore implements CreditStore {

    private final BlockNode node;
    private final NodeBlocks blocks;
    private final CreditStore shared;
    private final CreditStore local;
    private final LocalAnswers answers;

    LeasedCreditStore(BlockNode node, NodeBlocks blocks) {
        this.node = node;
        this.blocks = blocks;
        this.shared = node.shared().creditStore();
        this.local = node.local().creditStore();
        this.answers = node.answers();
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        if (!command.id().isGenerated() || command.onExpiry() != OnExpiry.BOOK_TRACKED) {
            return node.straight(command);
        }
        PathBlock block = blocks.blockFor(command.path());
        if (block == null) {
            return node.straight(command);
        }
        if (hasCeiling(command)) {
            block.yieldToWaiting();
            return block.straight(command);
        }
        return block.reserve(command);
    }

    private static boolean hasCeiling(ReserveCommand command) {
        return !command.ceilings().isEmpty()
                && command.ceilings().stream().anyMatch(ceiling -> ceiling.limitAnything());
    }

    /** Whether the local store is to be asked first. */
    private boolean mayBeHere(ReservationRef target) {
        return !answers.isEmpty() && !(target instanceof StepId step && node.isMoved(step));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        if (mayBeHere(reservation)) {
            BindOutcome outcome = local.bindStep(reservation, step);
            if (!(outcome instanceof Refusal.NotFound)) {
                return outcome instanceof Refusal refusal ? answers.refused(refusal) : outcome;
            }
        }
        return node.bindStraight(reservation, step);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        if (mayBeHere(command.target())) {
            TrackOutcome outcome = local.track(command);
            if (!(outcome instanceof Refusal.NotFound)) {
                return answers.tracked(
                        outcome,
                        command.asksBalances() && outcome instanceof TrackOutcome.Added added
                                ? balances(added.balances())
                                : List.of());
            }
        }
        return shared.track(command);
    }

    /** What the node knows of the accounts for which a local account stands. */
    private List<Balance> balances(List<Balance> ofLocalAccount) {
        AccountPath path = ofLocalAccount.isEmpty()
                ? null
                : answers.pathOf(ofLocalAccount.get(0).account());
        PathBlock block = path == null ? null : blocks.knownBlock(path);
        return block == null ? List.of() : block.balances();
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        if (mayBeHere(command.target())) {
            ExtendOutcome outcome = local.extend(allOrNone(command));
            if (outcome instanceof Insufficient lack) {
                makeRoom(lack, command.change().more());
            }
            if (!(outcome instanceof ExtendOutcome.Extended) && !(outcome instanceof Refusal)) {
                outcome = local.extend(command);
            }
            if (outcome instanceof Insufficient lack) {
                return refused(lack);
            }
            if (!(outcome instanceof Refusal.NotFound)) {
                return answers.extended(
                        outcome,
                        command.asksBalances() && outcome instanceof ExtendOutcome.Extended extended
                                ? balances(extended.balances())
                                : List.of());
            }
        }
        return shared.extend(command);
    }

    /** All of it at first, so that the block grows before less is granted. */
    private static ExtendCommand allOrNone(ExtendCommand command) {
        return command.change().isAllOrNone()
                ? command
                : new ExtendCommand(
                        command.target(),
                        command.operationId(),
                        command.fingerprint(),
                        command.change().atLeast(command.change().more()),
                        command.leaseMillis(),
                        command.mostHeld(),
                        command.policy(),
                        command.asksBalances());
    }

    private void makeRoom(Insufficient lack, ResourceVector amounts) {
        AccountPath path = answers.pathOf(lack.account());
        PathBlock block = path == null ? null : blocks.knownBlock(path);
        if (block != null) {
            block.makeRoom(amounts);
        }
    }

    /** Why there is no more, by an account that callers know in place of the local one. */
    private ExtendOutcome refused(Insufficient lack) {
        AccountPath path = answers.pathOf(lack.account());
        if (path == null) {
            return lack;
        }
        Frozen frozen = node.frozenOn(path);
        return frozen != null
                ? frozen
                : new Insufficient(path.accounts().get(0), lack.resource(), lack.needed(), lack.available());
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        if (mayBeHere(command.parent())) {
            SplitOutcome outcome = local.split(command);
            if (!(outcome instanceof Refusal.NotFound)) {
                return answers.split(outcome);
            }
        }
        return shared.split(command);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return mayBeHere(parent) && local.find(parent).isPresent()
                ? local.children(parent).stream().map(answers::snapshot).toList()
                : shared.children(parent);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        if (mayBeHere(command.target())) {
            if (command.overrunPolicy() == OverrunPolicy.CAP) {
                makeRoomForOverrun(command);
            }
            CloseOutcome outcome = node.log().closed(() -> local.settle(command));
            if (!(outcome instanceof Refusal.NotFound)) {
                return answers.closed(outcome);
            }
        }
        return shared.settle(command);
    }

    /** What is booked is capped at what the accounts have, not at what this node holds of it. */
    private void makeRoomForOverrun(SettleCommand command) {
        local.find(command.target()).filter(ReservationSnapshot::isOpen).ifPresent(found -> {
            ResourceVector overrun =
                    command.usage().replacing(found.used()).consumables().excessOver(found.held());
            AccountPath path = answers.pathOf(found.header().path().accounts().get(0));
            PathBlock block = path == null || overrun.isZero() ? null : blocks.knownBlock(path);
            if (block != null) {
                block.makeRoom(overrun);
            }
        });
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        if (mayBeHere(command.target())) {
            CloseOutcome outcome = node.log().closed(() -> local.release(command));
            if (!(outcome instanceof Refusal.NotFound)) {
                return answers.closed(outcome);
            }
        }
        return shared.release(command);
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return shared.charge(command);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        if (mayBeHere(reference)) {
            Optional<ReservationSnapshot> found = local.find(reference);
            if (found.isPresent()) {
                return found.map(answers::snapshot);
            }
        }
        return shared.find(reference);
    }
}
