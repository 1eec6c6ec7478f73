package io.stipend.store.postgres.internal.batches;

import io.stipend.core.spi.CloseKind;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.postgres.internal.records.Binder;
import io.stipend.store.postgres.internal.records.Entries;
import io.stipend.store.postgres.internal.schema.SqlFiles;
import io.stipend.store.postgres.internal.records.Vectors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statement for a settle or a release that comes alone, as {@link SingleReserve} has it for a reserve. */
public final class SingleClose {

    private static final String SQL = SqlFiles.text(SingleClose.class, "close.sql");

    private SingleClose() {}

    /** Whether a command is one for which this is made, as far as can be told from it. */
    static boolean fits(Command command) {
        return (command.verb() == Verb.SETTLE || command.verb() == Verb.RELEASE) && !command.isByStep();
    }

    /** Runs it; null if something is out of the ordinary, and nothing was done. */
    static @Nullable Answer run(Command command, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            Binder bind = new Binder(connection, statement);
            bind.text(command.tenant());
            bind.text(command.target().value());
            bind.text(Objects.requireNonNull(command.operation()).value());
            bind.bigints(Vectors.longs(command.amounts()));
            bind.smallint(command.reported());
            bind.smallint(command.policy());
            bind.smallint(Entries.state(command.verb() == Verb.SETTLE ? CloseKind.SETTLED : CloseKind.RELEASED));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Answer.done(Objects.requireNonNull(Entries.read(row, 1))) : null;
            }
        }
    }
}
