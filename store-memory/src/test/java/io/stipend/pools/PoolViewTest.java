package io.stipend.pools;

import static io.stipend.pools.PoolNodes.ask;
import static io.stipend.pools.PoolNodes.minimum;
import static io.stipend.pools.PoolNodes.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.pools.simulation.SimulatedNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolViewTest {

    private final PoolNodes nodes = new PoolNodes();

    @Test
    void showsWhatMembersHaveAndWaitFor() {
        PoolConfig config = pool(8).withMember("carol", minimum(2));
        SimulatedNode node = nodes.node(config);
        ask(node, "alice", 6);
        ask(node, "bob", 4);
        nodes.pass(3_000);

        PoolView view = PoolView.read(nodes.store(), config, nodes.time());

        assertThat(view.allowance().get(Resource.MEMORY)).isEqualTo(8);
        assertThat(view.reserved().memory()).isEqualTo(6);
        assertThat(view.members()).extracting(PoolView.Member::name).containsExactly("bob", "alice", "carol");
        PoolView.Member alice = view.members().get(1);
        assertThat(alice.inUse().memory()).isEqualTo(6);
        assertThat(alice.share()).isEqualTo(0.75);
        PoolView.Member bob = view.members().get(0);
        assertThat(bob.inUse().isZero()).isTrue();
        assertThat(view.membersWaiting()).isEqualTo(1);
        assertThat(view.waiting().memory()).isEqualTo(4);
        assertThat(bob.waiting().memory()).isEqualTo(4);
        assertThat(bob.level().get(Resource.MEMORY)).isBetween(2L, 4L);
        assertThat(view.members().get(2).entitlement().minimum().memory()).isEqualTo(2);
    }

    @Test
    void showsWhichNodesHoldBlocksOnIt() {
        PoolConfig config = pool(8);
        ReservationId block = SharedPools.newBlock(config.tenant(), "node:7");
        nodes.store()
                .creditStore()
                .reserve(new ReserveCommand(
                        block,
                        AccountPath.of(List.of(config.account())),
                        List.of(AccountTerms.UNLIMITED),
                        ResourceVector.of(Resource.TOKENS, 100),
                        10_000,
                        null,
                        null,
                        Map.of()));

        assertThat(PoolView.blocks(nodes.store().bookInspection(), config))
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.id()).isEqualTo(block);
                    assertThat(shown.node()).isEqualTo("node:7");
                    assertThat(shown.held().tokens()).isEqualTo(100);
                });
    }
}
