package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The accounts as this node's callers use them: instead of what this node's blocks hold, what is open and was spent on them. Blocks of other
 * nodes are shown as held. What is changed here is known to this node's blocks at once.
 */
final class LeasedAccounts implements AccountAdministration {

    private final AccountAdministration shared;
    private final NodeBlocks blocks;

    /** Held while more than one block is kept steady, so that no two threads wait for each other's. */
    private final ReentrantLock several = new ReentrantLock();

    LeasedAccounts(AccountAdministration shared, NodeBlocks blocks) {
        this.shared = shared;
        this.blocks = blocks;
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        List<PathBlock> own = blocks.on(account);
        return whileSteady(own, () -> shared.show(account).map(view -> folded(view, own)));
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
        List<PathBlock> own = blocks.on(AccountId.ofTenant(tenant));
        return whileSteady(
                own,
                () -> shared.list(tenant, after, limit).stream()
                        .map(view -> folded(view, own))
                        .toList());
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        AccountOutcome outcome = shared.apply(command);
        blocks.on(command.account()).forEach(PathBlock::refresh);
        return outcome;
    }

    private <T> T whileSteady(List<PathBlock> own, Supplier<T> read) {
        several.lock();
        try {
            return whileSteady(own.iterator(), read);
        } finally {
            several.unlock();
        }
    }

    private static <T> T whileSteady(Iterator<PathBlock> rest, Supplier<T> read) {
        return rest.hasNext() ? rest.next().whileSteady(() -> whileSteady(rest, read)) : read.get();
    }

    private static AccountView folded(AccountView view, List<PathBlock> own) {
        ResourceVector held = ResourceVector.ZERO;
        ResourceVector open = ResourceVector.ZERO;
        ResourceVector unbooked = ResourceVector.ZERO;
        for (PathBlock block : own) {
            if (block.path().accounts().contains(view.account())) {
                BlockLedger.Share share = block.ledger().share();
                held = BlockLedger.sum(held, share.held());
                open = BlockLedger.sum(open, share.open());
                unbooked = BlockLedger.sum(unbooked, share.unbooked());
            }
        }
        return new AccountView(
                view.account(),
                view.limits(),
                view.overridden(),
                view.grants(),
                view.overdraft(),
                BlockLedger.sum(view.reserved().excessOver(held), open),
                BlockLedger.sum(view.spent(), unbooked),
                view.periodEndsAtMillis(),
                view.sequence(),
                view.frozen());
    }
}
