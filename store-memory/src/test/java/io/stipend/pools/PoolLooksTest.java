package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.simulation.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much of the store a node reads to see a pool. */
final class PoolLooksTest {

    private final PoolNodes nodes = new PoolNodes();
    private final Rows store = new Rows(nodes.store());
    private final SimulatedNode node =
            new SimulatedNode(nodes.time(), new Random(1), store, Pools.Config.of(PoolNodes.pool(1_000_000)));

    @Test
    void accountsThatAreNotThePoolsAreNotReadByTheThousand() {
        for (int i = 0; i < 2_000; i++) {
            grant(AccountId.user("user-" + i));
        }

        useAs(10);

        assertThat(store.pages).hasSizeGreaterThan(3).allMatch(rows -> rows <= 64);
    }

    /** Each has an account of what it uses. */
    @Test
    void aPoolWithManyMembersIsReadInOnePageOnceItsSizeIsKnown() {
        useAs(600);
        store.pages.clear();

        nodes.pass(1_000);
        useAs(1);

        assertThat(store.pages).hasSizeBetween(4, 10).allMatch(rows -> rows >= 600);
    }

    private void useAs(int members) {
        for (int i = 0; i < members; i++) {
            CompletableFuture<PoolAnswer> answer = PoolNodes.ask(node, "member-" + i, 1);
            assertThat(PoolNodes.isHeld(answer)).isTrue();
        }
        nodes.pass(1_000);
    }

    private void grant(AccountId account) {
        AccountOutcome unused = nodes.store()
                .accountAdministration()
                .apply(new AccountCommand.Grant(account, OperationId.unique(), Resource.TOKENS, 1, "is there"));
    }

    /** Notes how many rows each list had. */
    private static final class Rows extends ForwardingStore implements AccountAdministration {

        private final List<Integer> pages = new ArrayList<>();

        Rows(StoreAdapter store) {
            super(store);
        }

        @Override
        public AccountAdministration accountAdministration() {
            return this;
        }

        @Override
        public Optional<AccountView> show(AccountId account) {
            return super.accountAdministration().show(account);
        }

        @Override
        public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
            List<AccountView> page = super.accountAdministration().list(tenant, after, limit);
            pages.add(page.size());
            return page;
        }

        @Override
        public AccountOutcome apply(AccountCommand command) {
            return super.accountAdministration().apply(command);
        }
    }
}
