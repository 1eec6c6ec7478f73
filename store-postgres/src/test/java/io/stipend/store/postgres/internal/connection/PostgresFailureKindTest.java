package io.stipend.store.postgres.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.store.support.ServerFailure;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure of the database means, and what the caller is told. */
final class PostgresFailureKindTest {

    private static final String SERVER = "jdbc:postgresql://h:5432/db";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            40001 | COLLISION   | UNAVAILABLE | others keep changing the same rows
            40P01 | COLLISION   | UNAVAILABLE | others keep changing the same rows
            23505 | COLLISION   | UNAVAILABLE | others keep changing the same rows
            ST001 | NO_PERIOD   | UNAVAILABLE | clock
            55P03 | LOCKED      | UNAVAILABLE | locked by others
            57014 | OVERLOADED  | UNAVAILABLE | overloaded
            53000 | OVERLOADED  | UNAVAILABLE | overloaded
            53200 | OVERLOADED  | UNAVAILABLE | overloaded
            53400 | OVERLOADED  | UNAVAILABLE | overloaded
            25006 | READ_ONLY   | UNAVAILABLE | read-only
            53100 | FULL        | FULL        | disk
            08001 | UNREACHABLE | UNAVAILABLE | no connection to
            08004 | UNREACHABLE | UNAVAILABLE | no connection to
            53300 | UNREACHABLE | UNAVAILABLE | no connection to
            57P03 | UNREACHABLE | UNAVAILABLE | no connection to
            28P01 | DENIED      | UNAVAILABLE | does not let the store in
            28000 | DENIED      | UNAVAILABLE | does not let the store in
            3D000 | DENIED      | UNAVAILABLE | does not let the store in
            08006 | CUT         | UNAVAILABLE | no connection to
            08003 | CUT         | UNAVAILABLE | no connection to
            57P01 | CUT         | UNAVAILABLE | no connection to
            57P02 | CUT         | UNAVAILABLE | no connection to
            57P05 | CUT         | UNAVAILABLE | no connection to
            25P03 | CUT         | UNAVAILABLE | no connection to
            25P04 | CUT         | UNAVAILABLE | no connection to
            23514 | DAMAGED     | DAMAGED     | constraint
            23502 | DAMAGED     | DAMAGED     | constraint
            XX001 | DAMAGED     | DAMAGED     | constraint
            XX002 | DAMAGED     | DAMAGED     | constraint
            42P01 | REFUSED     | INTERNAL    | refused
            42883 | REFUSED     | INTERNAL    | refused
            42501 | REFUSED     | INTERNAL    | refused
            22003 | REFUSED     | INTERNAL    | refused
            XX000 | REFUSED     | INTERNAL    | refused
            """)
    void everyStateHasItsMeaning(String state, PostgresFailureKind verdict, Kind kind, String word) {
        SQLException failure = new SQLException("the server's words", state);

        assertThat(PostgresFailureKind.of(failure)).isEqualTo(verdict);
        assertThat(new ServerFailure(verdict, false, failure, SERVER).toException())
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining(word)
                .hasMessageContaining("the server's words")
                .hasCause(failure)
                .extracting(CreditStoreException::kind)
                .isEqualTo(kind);
    }

    @Test
    void noConnectionFromThePoolIsNoConnection() {
        assertThat(PostgresFailureKind.of(new SQLTransientConnectionException("pool", "08006")))
                .isEqualTo(PostgresFailureKind.UNREACHABLE);
        assertThat(PostgresFailureKind.of(new SQLTransientConnectionException("pool")))
                .isEqualTo(PostgresFailureKind.UNREACHABLE);
        assertThat(PostgresFailureKind.of(new SQLTransientConnectionException("pool", "28P01")))
                .isEqualTo(PostgresFailureKind.DENIED);
    }

    @Test
    void aFailureWithoutAStateIsADefect() {
        assertThat(PostgresFailureKind.of(new SQLException("of our own program")))
                .isEqualTo(PostgresFailureKind.REFUSED);
    }

    @Test
    void whatWasPerhapsDoneIsUnknownUnlessItOnlyLooked() {
        ServerFailure cut = new ServerFailure(PostgresFailureKind.CUT, true, new SQLException("gone", "08006"), SERVER);

        assertThat(cut.toException())
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("same operation id");
        assertThat(cut.asLook().toException()).isNotInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void theInnermostReasonIsGivenAndItsFirstLineOnly() {
        SQLException pool = new SQLTransientConnectionException(
                "stipend-postgres - Connection is not available",
                "08001",
                new SQLException("FATAL: too many connections\n  Detail: of no use", "53300"));

        assertThat(new ServerFailure(PostgresFailureKind.of(pool), false, pool, SERVER).toException())
                .hasMessage("no connection to " + SERVER + " in time; is it running, and are host and port right?"
                        + " (FATAL: too many connections)");
    }
}
