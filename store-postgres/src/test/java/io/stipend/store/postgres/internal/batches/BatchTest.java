package io.stipend.store.postgres.internal.batches;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.store.postgres.TestDatabase;
import io.stipend.store.postgres.internal.connection.Sessions;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.PeriodCalendar;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One statement for commands of several kinds, ordinary or not: each gets its own answer, and the books add up. */
final class BatchTest {

    private static final long TOO_MUCH = 1_000_000_000_001L;

    private final TestDatabase database = TestDatabase.on(PostgresServer.shared());
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = Sessions.dataSource(database.config()).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sessions.settings(database.config()));
        }
        // The accounts come to be, and take on policy's terms.
        assertThat(run(reserve("r0", 100, "a"), reserve("r1", 100, "b"), reserve("r2", 100, "c")))
                .containsOnly(AnswerCode.DONE);
    }

    @AfterEach
    void theBooksAddUp() throws SQLException {
        connection.close();
        assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
    }

    private List<AnswerCode> run(BatchCommand... commands) throws SQLException {
        return new BatchStatement(List.of(commands))
                .run(connection, BatchStatement.sql(database.config().schema()), new PeriodCalendar(), false).stream()
                        .map(CommandAnswer::code)
                        .toList();
    }

    private static BatchCommand reserve(String id, long units, String user) {
        return BatchCommand.of(CreditCommands.reserve(id, units, CreditCommands.user(user)));
    }

    @Test
    void allKindsTogether() throws SQLException {
        assertThat(run(
                        BatchCommand.of(CreditCommands.settle("r0", 60)),
                        reserve("r3", 10, "a"),
                        BatchCommand.of(CreditCommands.track("r1", "report", 10)),
                        reserve("r4", 10, "c"),
                        BatchCommand.of(CreditCommands.settle("r2", 170))))
                .containsOnly(AnswerCode.DONE);

        assertThat(database.number("SELECT sum(spent[1]) FROM account")).isEqualTo(230);
        assertThat(database.number("SELECT sum(reserved[1]) FROM account")).isEqualTo(120);
    }

    @Test
    void oneThatIsRefusedTakesNothingFromItsNeighbours() throws SQLException {
        assertThat(run(reserve("r3", 10, "a"), reserve("r4", TOO_MUCH, "b"), reserve("r5", 10, "c")))
                .containsExactly(AnswerCode.DONE, AnswerCode.INSUFFICIENT, AnswerCode.DONE);

        assertThat(database.number("SELECT sum(reserved[1]) FROM account")).isEqualTo(320);
    }

    @Test
    void freeCallsInDebtStayOnTheFastPath() throws SQLException {
        assertThat(run(BatchCommand.of(CreditCommands.settle("r0", TOO_MUCH)))).containsOnly(AnswerCode.DONE);
        assertThat(run(reserve("r3", 0, "a"), reserve("r4", 1, "a")))
                .containsExactly(AnswerCode.DONE, AnswerCode.INSUFFICIENT);
        leaveNothingButTheFastPath();

        assertThat(run(reserve("r5", 0, "a"), reserve("r6", 0, "a"), reserve("r7", 10, "b")))
                .containsOnly(AnswerCode.DONE);
    }

    @Test
    void whatMustFitIsJudgedOneAfterTheOtherOnTheFastPath() throws SQLException {
        long limit = TOO_MUCH - 1;
        // 100 are held of it.
        assertThat(run(reserve("r3", 1, limit - 100, -1), reserve("r4", 1, limit - 100, -1)))
                .containsExactly(AnswerCode.DONE, AnswerCode.INSUFFICIENT);
        leaveNothingButTheFastPath();

        assertThat(run(
                        reserve("r5", 1, limit - 101, -1),
                        reserve("r6", 2, limit - 102, -1),
                        reserve("r7", 3, 3, -1),
                        reserve("r8", 0, limit - 107, -1)))
                .containsOnly(AnswerCode.DONE);

        assertThat(database.number("SELECT reserved[1] FROM account WHERE account = 'user:a'"))
                .isEqualTo(107);
    }

    @Test
    void ceilingsAreJudgedOneAfterTheOtherOnTheFastPath() throws SQLException {
        // 100 are held.
        assertThat(run(reserve("r3", 10, 10, 110), reserve("r4", 10, 10, 119)))
                .containsExactly(AnswerCode.DONE, AnswerCode.ABOVE_CEILING);
        leaveNothingButTheFastPath();

        assertThat(run(
                        reserve("r5", 10, 10, 120),
                        reserve("r6", 10, 20, 140),
                        reserve("r7", 0, 0, 1),
                        reserve("r8", 10, 10, -1),
                        reserve("r9", 10, 10, 150)))
                .containsOnly(AnswerCode.DONE);

        assertThat(database.number("SELECT reserved[1] FROM account WHERE account = 'user:a'"))
                .isEqualTo(150);
    }

    @Test
    void extensionsAndSplitsAreOnTheFastPath() throws SQLException {
        leaveNothingButTheFastPath();

        assertThat(run(
                        extend("r0", "e1", HoldChange.more(units(10))),
                        BatchCommand.of(CreditCommands.track("r1", "report", 30)),
                        BatchCommand.of(CreditCommands.split("r2", "child", 40)),
                        reserve("r3", 5, "a")))
                .containsOnly(AnswerCode.DONE);
        assertThat(run(
                        extend("r0", "e2", HoldChange.less(units(50))),
                        extend("r1", "e2", HoldChange.less(units(90))),
                        BatchCommand.of(CreditCommands.split("r3", "other", 5)),
                        BatchCommand.of(CreditCommands.split("child", "grandchild", 1)),
                        BatchCommand.of(CreditCommands.settle("r2", 60))))
                .as("r1 has used 30 of 100")
                .containsOnly(AnswerCode.DONE);

        assertThat(database.number("SELECT reserved[1] FROM account WHERE account = 'user:a'"))
                .isEqualTo(100 + 10 - 50 + 5);
        assertThat(database.number("SELECT reserved[1] FROM account WHERE account = 'user:b'"))
                .isEqualTo(30);
        assertThat(database.number("SELECT reserved[1] FROM account WHERE account = 'user:c'"))
                .isEqualTo(40);
        assertThat(database.number("SELECT spent[1] FROM account WHERE account = 'user:c'"))
                .isEqualTo(60);
        assertThat(database.number("SELECT held[1] FROM reservation WHERE id = 'child'"))
                .isEqualTo(39);
    }

    @Test
    void whatIsExtendedBeyondABudgetOrSplitBeyondItsHoldIsToldFromItsNeighbours() throws SQLException {
        assertThat(run(
                        extend("r0", "e1", HoldChange.more(units(TOO_MUCH))),
                        extend("r1", "e1", HoldChange.more(units(10))),
                        BatchCommand.of(CreditCommands.split("r2", "child", 101))))
                .containsExactly(AnswerCode.INSUFFICIENT, AnswerCode.DONE, AnswerCode.IDLE_TOO_SMALL);
        assertThat(run(extend("r1", "e1", HoldChange.more(units(10))), extend("r2", "e1", HoldChange.more(units(1)))))
                .containsExactly(AnswerCode.DONE_BEFORE, AnswerCode.DONE);

        assertThat(database.number("SELECT sum(reserved[1]) FROM account")).isEqualTo(311);
    }

    private static ResourceVector units(long credits) {
        return ResourceVector.of(Resource.CREDITS, credits);
    }

    private static BatchCommand extend(String id, String operation, HoldChange change) {
        return BatchCommand.of(new ExtendCommand(
                CreditCommands.id(id), OperationId.of(operation), change, CreditCommands.LEASE_MILLIS, Limits.NONE));
    }

    /** A batch that is not done in sets fails from now on. */
    private void leaveNothingButTheFastPath() {
        database.run("CREATE OR REPLACE FUNCTION run_commands(b batch, known calendar) RETURNS SETOF answer"
                + " LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not on the fast path'; END $$");
    }

    /** A reserve for user a; a ceiling below zero is none. */
    private static BatchCommand reserve(String id, long units, long fit, long ceiling) {
        ReserveCommand plain = CreditCommands.reserve(id, units, CreditCommands.user("a"));
        return BatchCommand.of(new ReserveCommand(
                plain.id(),
                plain.fingerprint(),
                plain.path(),
                plain.terms(),
                ceiling < 0 ? List.of() : List.of(Limits.of(Map.of(Resource.CREDITS, ceiling))),
                ResourceVector.of(fit, 0, 0, 0, 0, 1),
                plain.envelope(),
                plain.leaseMillis(),
                plain.onExpiry(),
                null,
                null,
                Map.of()));
    }

    @Test
    void whatIsRepeatedOrUnknownIsToldFromWhatIsNew() throws SQLException {
        assertThat(run(
                        BatchCommand.of(CreditCommands.settle("r0", 60)),
                        BatchCommand.of(CreditCommands.track("r1", "report", 10))))
                .containsOnly(AnswerCode.DONE);

        assertThat(run(
                        BatchCommand.of(CreditCommands.settle("r0", 60)),
                        BatchCommand.of(CreditCommands.track("r1", "report", 10)),
                        BatchCommand.of(CreditCommands.settle("r2", 60)),
                        BatchCommand.of(CreditCommands.settle("nobody's", 60)),
                        reserve("r3", 10, "new")))
                .containsExactly(
                        AnswerCode.DONE_BEFORE,
                        AnswerCode.DONE_BEFORE,
                        AnswerCode.DONE,
                        AnswerCode.NOT_FOUND,
                        AnswerCode.DONE);

        assertThat(database.number("SELECT sum(spent[1]) FROM account")).isEqualTo(120);
    }
}
