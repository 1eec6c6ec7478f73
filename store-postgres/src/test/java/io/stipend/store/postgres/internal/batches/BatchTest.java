package io.stipend.store.postgres.internal.batches;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(run(reserve("r3", 0, "a"), reserve("r4", 0, "a"), reserve("r5", 10, "b")))
                .containsOnly(AnswerCode.DONE);
        assertThat(run(reserve("r6", 0, "a"), reserve("r7", 1, "a")))
                .containsExactly(AnswerCode.DONE, AnswerCode.INSUFFICIENT);

        assertThat(database.number("SELECT has_room(limits, grants, overdraft, reserved, spent, '{0,7,0,0,0,0}')::int"
                        + " FROM account WHERE account = 'user:a'"))
                .as("the rule of the fast path")
                .isOne();
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
