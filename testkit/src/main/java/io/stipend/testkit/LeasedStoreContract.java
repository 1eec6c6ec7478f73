package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.pools.LeasedHarness;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Everything a store must prove, of one that serves each path from a block at once. What serves it is proven as well. */
public abstract class LeasedStoreContract extends CreditStoreContract {

    /** Opens the store that nodes share, or a view on one that all tests share. Called before each test. */
    protected abstract StoreHarness openShared();

    /** Opens a store in the heap. */
    protected abstract StoreAdapter openLocal(InstantSource clock);

    @Override
    protected final LeasedHarness openStore() {
        return LeasedHarness.atOnce(openShared(), this::openLocal);
    }

    @Test
    @DisplayName("the first reserve on a path is served from a block, and the books show it as reserved")
    void isServedFromBlocks() {
        try (LeasedHarness harness = openStore()) {
            StoreFixture fixture = new StoreFixture(harness);
            ReserveCommand command = new ReserveCommand(
                    ReservationId.unique(fixture.tenant()),
                    AccountPath.of(List.of(fixture.user("u"))),
                    List.of(StoreFixture.limit(100)),
                    ResourceVector.of(Resource.CREDITS, 30),
                    StoreFixture.LEASE.toMillis(),
                    null,
                    null,
                    Map.of());

            assertThat(fixture.store().reserve(command)).isInstanceOf(ReserveOutcome.Reserved.class);

            assertThat(harness.figures().local()).isEqualTo(1);
            assertThat(harness.figures().straight()).isZero();
            assertThat(fixture.reserved(fixture.user("u"))).isEqualTo(30);
        }
    }
}
