package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.Trace;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.memory.MemoryStores;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final AccountId ADA = AccountId.user("ada");
    private static final LimitPolicy LIMITS =
            LimitPolicy.perKind(Map.of(AccountId.Kind.USER, AccountTerms.credits(Credits.of(1))));

    private final Stipend stipend =
            Stipend.builder(MemoryStores.open()).limits(LIMITS).build();
    private final Trace trace = Logs.of("0,ada,s1,,0,0,,\n");
    private final PreparedRequest request =
            PreparedRequest.of(trace.requests().get(0), trace, Logs.plan(LIMITS, 0), Checks.DEFAULT_TENANT);
    private final Tally tally = new Tally();

    @AfterEach
    void close() {
        stipend.close();
    }

    @Test
    void booksBalanceAlsoInDebt() {
        settleOne("1.2");

        Books books = audit();

        assertThat(books.findings()).isEmpty();
        assertThat(books).isEqualTo(new Books(1, 100_000_000, -20_000_000, 0, 120_000_000, 20_000_000, List.of()));
    }

    @Test
    void spendingNobodySawIsFound() {
        settleOne("0.4");
        stipend.accounts()
                .apply(new AccountCommand.Adjust(ADA, OperationId.of("x"), Resource.CREDITS, 10_000_000, "not ours"));

        assertThat(audit().findings())
                .containsExactly(
                        "user:ada: spent is 0.50000000, should be 0.40000000",
                        "users spent 0.50000000, settlements charged 0.40000000");
    }

    @Test
    void anotherAllowanceIsFound() {
        settleOne("0.4");
        stipend.accounts().apply(new AccountCommand.Grant(ADA, OperationId.of("x"), Resource.CREDITS, 1, "not ours"));

        assertThat(audit().findings()).containsExactly("user:ada: allowance is 1.00000001, should be 1.00000000");
    }

    @Test
    void whatIsStillHeldIsFound() {
        settleOne("0.4");
        reserve();

        assertThat(audit().findings())
                .hasSize(2)
                .anySatisfy(finding -> assertThat(finding).startsWith("user:ada: still reserved {CREDITS=0.50000000"))
                .contains("1 reservations are still open");
    }

    @Test
    void accountTheStoreDoesNotKnowIsFound() {
        tally.addRequest(request);

        assertThat(audit().findings()).containsExactly("user:ada: charged, but not in the books");
    }

    private void settleOne(String credits) {
        tally.addRequest(request);
        var reservation = reserve();
        tally.addClose(
                request,
                manager()
                        .finalizeUsage(
                                reservation,
                                ResourceUsage.builder().credits(credits).build()),
                0,
                0);
    }

    private ReservationId reserve() {
        return manager()
                .reserveBudget(
                        AvailableResources.credits(Credits.MAX),
                        ExecutionConstraints.builder().maxCost("0.5").build(),
                        ADA.name(),
                        null)
                .orElseThrow()
                .reservationId();
    }

    private Books audit() {
        return Audit.of(
                stipend.accounts(),
                Checks.DEFAULT_TENANT,
                manager().getMetrics().activeAllocations(),
                tally,
                0);
    }

    private ResourceManager manager() {
        return stipend.manager();
    }
}
