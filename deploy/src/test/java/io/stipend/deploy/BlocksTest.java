package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.check.Checks;
import io.stipend.pools.BlockView;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reserves of busy accounts are served from blocks, if the configuration says so. */
final class BlocksTest {

    private static final String MAIN = "store: {type: memory}\npools: {blocks: {enabled: true, node: eu-7%s}}\n";

    @TempDir
    private Path folder;

    @Test
    void aBusyAccountIsServedFromABlockOfTheNode() {
        try (Deployment deployment = Deployment.start(new TestConfig(folder).load(String.format(MAIN, "")))) {
            List<BlockView> blocks = List.of();
            while (blocks.isEmpty()) {
                cycle(deployment);
                blocks = BlockView.list(deployment.books(), Checks.DEFAULT_TENANT);
            }

            assertThat(blocks).extracting(BlockView::node).containsExactly("eu-7");
        }
    }

    @Test
    void noneOfAnotherAccount() {
        String others = String.format(MAIN, ", accounts: 'pool:*'");
        try (Deployment deployment = Deployment.start(new TestConfig(folder).load(others))) {
            long end = System.nanoTime() + 500_000_000;
            while (System.nanoTime() < end) {
                cycle(deployment);
            }

            assertThat(BlockView.list(deployment.books(), Checks.DEFAULT_TENANT))
                    .isEmpty();
        }
    }

    private static void cycle(Deployment deployment) {
        BudgetRequest request = BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder().maxCost("0.01").build())
                .user("busy")
                .build();
        ReserveResult.Approved held =
                deployment.manager().reserveBudget(request).orElseThrow();
        deployment
                .manager()
                .finalizeUsage(
                        held.reservationId(),
                        ResourceUsage.builder().credits("0.01").build());
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedAtTheStart() {
        assertThat(new TestConfig(folder).problems(String.format(MAIN, ", lease: 10s, guard: 8s")))
                .singleElement()
                .asString()
                .contains("pools.blocks", "guard", "PT8S");
    }
}
