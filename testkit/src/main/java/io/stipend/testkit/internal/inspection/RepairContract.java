package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Drift.Kind;
import io.stipend.audit.Remedy;
import io.stipend.audit.RepairPlan;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Repairs set sums and indexes right, once, in the journal, and only what is still as it was found. */
public abstract class RepairContract extends StoreContractPart {

    private static final String REASON = "an operator: after the outage";

    /** Damages the books of a store that was opened. */
    protected abstract DamagePlanter planter(StoreHarness harness);

    @Override
    public boolean leavesBooksBalanced() {
        return false;
    }

    @Test
    @DisplayName("making a plan changes nothing; applying it leaves nothing that could be repaired")
    void planThenApply() {
        SampleBooks books = new SampleBooks(fixture());
        DamagePlanter planter = planter(fixture().harness());
        planter.addToReserved(books.alice, 5);
        planter.addToSpent(books.alice, 45);
        planter.addToSpent(books.bob, -25);
        planter.addToGrants(books.team, 8);
        planter.bind(books.busyStep, books.idle);
        planter.dropFromIndex(books.idle);
        List<Drift> before = findings();

        RepairPlan plan = RepairPlan.of(before);

        assertThat(plan.steps().stream().map(RepairPlan::describe))
                .contains(
                        "account user:alice: reserved CREDITS 0.00000205 -> 0.00000200, spent CREDITS 0.00000101 -> 0.00000056",
                        "account user:bob: spent CREDITS 0.00000016 -> 0.00000041",
                        "tenant " + fixture().tenant() + ": make steps and indexes anew");
        assertThat(findings()).as("a plan alone changes nothing").containsExactlyInAnyOrderElementsOf(before);
        assertThat(apply(plan, "repair-1")).containsOnly(RepairPlan.Result.DONE);
        assertThat(findings())
                .singleElement()
                .satisfies(drift -> assertThat(drift.kind()).isEqualTo(Kind.GRANTS));
        assertThat(plan.byHand()).singleElement().satisfies(drift -> {
            assertThat(drift.isRepairable()).isFalse();
            assertThat(((Remedy.ByHand) drift.remedy()).advice()).contains("stipend account limit");
        });
        assertThat(fixture().find(books.busyStep).header().id()).isEqualTo(books.busy);
        assertThat(apply(RepairPlan.of(findings()), "repair-2")).isEmpty();
    }

    @Test
    @DisplayName(
            "a repair is an entry of the account's journal and history, with differences of zero; the books then balance")
    void journalled() {
        SampleBooks books = new SampleBooks(fixture());
        long sequence = fixture().show(books.alice).sequence();
        planter(fixture().harness()).addToReserved(books.alice, -5);
        planter(fixture().harness()).addToSpent(books.alice, 6);

        apply(RepairPlan.of(findings()), "repair");

        AccountView view = fixture().show(books.alice);
        assertThat(view.sequence()).isEqualTo(sequence + 1);
        List<AccountChanged> history = inspection().history(books.alice, sequence, 10);
        assertThat(history).singleElement().satisfies(entry -> {
            assertThat(entry.change()).isEqualTo(AccountChange.REPAIR);
            assertThat(entry.sequence()).isEqualTo(sequence + 1);
            assertThat(entry.allowanceDelta()).isZero();
            assertThat(entry.spentDelta()).isZero();
            assertThat(entry.limit()).isEqualTo(10_000);
            assertThat(entry.reason())
                    .isEqualTo(REASON
                            + ": reserved CREDITS 0.00000195 -> 0.00000200, spent CREDITS 0.00000062 -> 0.00000056");
        });
        assertThat(fixture().journal().entries(books.alice)).last().isEqualTo(history.get(0));
        VerificationAssertions.assertClean(
                fixture().harness().adapter(), fixture().tenant());
        BooksAudit.audit(fixture());
    }

    @Test
    @DisplayName("holds that leaked, with their reservation or without it, come back")
    void leakedHolds() {
        SampleBooks books = new SampleBooks(fixture());
        DamagePlanter planter = planter(fixture().harness());
        planter.closeWithoutReturning(books.idle);
        planter.delete(books.busy);

        apply(RepairPlan.of(findings()), "repair");

        assertThat(fixture().reserved(books.alice)).isZero();
        assertThat(fixture().reserved(books.team)).isZero();
        assertThat(findings()).noneMatch(Drift::isRepairable);
    }

    @Test
    @DisplayName("the same repair again changes nothing and answers the same; another one under its id is a conflict")
    void idempotent() {
        SampleBooks books = new SampleBooks(fixture());
        planter(fixture().harness()).addToReserved(books.alice, 5);
        RepairPlan plan = RepairPlan.of(findings());
        RepairCommand command = command(books.alice, "repair", 200);
        AccountChanged first = ((RepairOutcome.Repaired) inspection().repair(command)).entry();
        AccountView after = fixture().show(books.alice);

        assertThat(inspection().repair(command)).isEqualTo(new RepairOutcome.Repaired(first, true));
        assertThat(inspection().repair(command(books.alice, "repair", 100))).isEqualTo(new Refusal.Conflict());
        assertThat(inspection().repair(command(books.alice, "grant", 100)))
                .as("the id of an administrator's change")
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture()
                        .accounts()
                        .apply(new AccountCommand.Grant(
                                books.alice, StoreFixture.op("repair"), Resource.CREDITS, 5, "test")))
                .as("an administrator's change under the repair's id")
                .isEqualTo(new Refusal.Conflict());
        assertThat(apply(plan, "later")).containsOnly(RepairPlan.Result.MOVED);
        assertThat(fixture().show(books.alice)).isEqualTo(after);
    }

    @Test
    @DisplayName("an account that has moved meanwhile is left alone; verifying again repairs it")
    void movedMeanwhile() {
        SampleBooks books = new SampleBooks(fixture());
        planter(fixture().harness()).addToReserved(books.alice, 5);
        planter(fixture().harness()).addToSpent(books.bob, 5);
        RepairPlan plan = RepairPlan.of(findings());
        OutcomeAssertions.closed(fixture().release(books.idle));
        OutcomeAssertions.changed(fixture()
                .accounts()
                .apply(new AccountCommand.Grant(books.bob, StoreFixture.op("g"), Resource.TOKENS, 5, "test")));
        AccountView alice = fixture().show(books.alice);
        AccountView bob = fixture().show(books.bob);

        assertThat(apply(plan, "repair")).containsExactly(RepairPlan.Result.MOVED, RepairPlan.Result.MOVED);

        assertThat(fixture().show(books.alice)).isEqualTo(alice);
        assertThat(fixture().show(books.bob)).isEqualTo(bob);
        assertThat(apply(RepairPlan.of(findings()), "repair")).containsOnly(RepairPlan.Result.DONE);
        VerificationAssertions.assertClean(
                fixture().harness().adapter(), fixture().tenant());
    }

    @Test
    @DisplayName("an account that does not exist is not made by a repair")
    void unknownAccount() {
        AccountId nobody = fixture().user("nobody");

        assertThat(inspection().repair(command(nobody, "repair", 0))).isEqualTo(new RepairOutcome.Moved());

        assertThat(fixture().accounts().show(nobody)).isEmpty();
    }

    @Test
    @DisplayName("a reservation that the index of leases had lost expires once the index is repaired")
    void lostLease() {
        SampleBooks books = new SampleBooks(fixture());
        planter(fixture().harness()).dropFromIndex(books.idle);

        assertThat(inspection().repairIndexes(fixture().tenant())).isPositive();
        assertThat(inspection().repairIndexes(fixture().tenant())).as("again").isZero();

        VerificationAssertions.assertClean(
                fixture().harness().adapter(), fixture().tenant());
        fixture().advance(Duration.ofHours(11));
        fixture().expireAll();
        assertThat(fixture().find(books.idle).isOpen()).isFalse();
    }

    @Test
    @DisplayName("healthy books have nothing to repair, and their indexes stay as they are")
    void nothingToRepair() {
        new SampleBooks(fixture());

        assertThat(RepairPlan.of(findings()).steps()).isEmpty();
        assertThat(inspection().repairIndexes(fixture().tenant())).isZero();
    }

    /** Sets what is reserved on an account, which is as it is now. */
    private RepairCommand command(AccountId account, String operation, long reserved) {
        AccountView view = fixture().accounts().show(account).orElse(null);
        ResourceVector found = view == null ? ResourceVector.ZERO : view.reserved();
        ResourceVector right =
                ResourceVector.map(resource -> resource == Resource.CREDITS ? reserved : found.get(resource));
        ResourceVector spent = view == null ? ResourceVector.ZERO : view.spent();
        long sequence = view == null ? 0 : view.sequence();
        return new RepairCommand(account, OperationId.of(operation), sequence, found, spent, right, spent, REASON);
    }

    private List<RepairPlan.Result> apply(RepairPlan plan, String operation) {
        List<RepairPlan.Result> results = new ArrayList<>();
        plan.apply(inspection(), OperationId.of(operation), REASON, outcome -> results.add(outcome.result()));
        return results;
    }

    private List<Drift> findings() {
        return VerificationAssertions.findings(
                fixture().harness().adapter(), fixture().tenant());
    }

    private BookInspection inspection() {
        return fixture().harness().adapter().bookInspection();
    }
}
