package io.stipend.store.memory;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.testkit.harness.SettableClock;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Concurrent verbs of the memory store take effect one after the other, each between its call and its return: Lincheck runs
 * short histories on several threads and looks for such an order. (Kim and others: Lincheck, CAV 2023.)
 */
@Param(name = "reservation", gen = IntGen.class, conf = "0:1")
@Param(name = "amount", gen = IntGen.class, conf = "0:3")
@Param(name = "either", gen = BooleanGen.class)
public class MemoryStoreLinearizabilityTest {

    private static final AccountId USER = AccountId.user("u");
    private static final AccountId POOL = AccountId.pool("p");
    private static final AccountTerms TERMS = AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, 3L)));

    private final StoreAdapter adapter =
            MemoryStores.open(MemoryConfig.DEFAULT, SettableClock.at("2026-03-01T12:00:00Z"));

    @Test
    void verbsAreLinearizable() {
        new StressOptions()
                .iterations(30)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(MemoryStoreLinearizabilityTest.class);
    }

    @Operation
    public String reserve(
            @Param(name = "reservation") int reservation,
            @Param(name = "amount") int amount,
            @Param(name = "either") boolean onBoth) {
        List<AccountId> path = onBoth ? List.of(POOL, USER) : List.of(USER);
        ReserveCommand command = new ReserveCommand(
                id(reservation),
                AccountPath.of(path),
                path.stream().map(account -> TERMS).toList(),
                ResourceVector.of(Resource.CREDITS, amount),
                60_000,
                null,
                null,
                Map.of());
        return adapter.creditStore().reserve(command).toString();
    }

    @Operation
    public String track(@Param(name = "reservation") int reservation, @Param(name = "amount") int amount) {
        OperationId operation = OperationId.of("report of " + amount);
        return adapter.creditStore()
                .track(new TrackCommand(id(reservation), operation, credits(amount)))
                .toString();
    }

    @Operation
    public String settle(@Param(name = "reservation") int reservation, @Param(name = "amount") int amount) {
        return adapter.creditStore()
                .settle(new SettleCommand(id(reservation), OperationId.SETTLE, credits(amount), OverrunPolicy.CHARGE))
                .toString();
    }

    @Operation
    public String release(@Param(name = "reservation") int reservation) {
        return adapter.creditStore()
                .release(new ReleaseCommand(id(reservation), OperationId.RELEASE))
                .toString();
    }

    @Operation
    public String show(@Param(name = "either") boolean pool) {
        return adapter.accountAdministration()
                .show(pool ? POOL : USER)
                .map(AccountView::toString)
                .orElse("nothing");
    }

    private static ReservationId id(int number) {
        return ReservationId.of("r" + number);
    }

    private static ResourceUsage credits(long units) {
        return ResourceUsage.builder().creditUnits(units).build();
    }
}
