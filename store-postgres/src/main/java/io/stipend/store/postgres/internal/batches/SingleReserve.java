package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountTerms;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.postgres.internal.records.Binder;
import io.stipend.store.postgres.internal.schema.SqlFiles;
import io.stipend.store.postgres.internal.records.Vectors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement for a reserve that comes alone, on one account: what a service sends that has one call at a time. It does
 * without all that a batch needs to be taken apart.
 */
public final class SingleReserve {

    private static final String SQL = SqlFiles.text(SingleReserve.class, "reserve.sql");

    private SingleReserve() {}

    /** Whether a command is one for which this is made. */
    static boolean fits(Command command) {
        return command.verb() == Verb.RESERVE
                && command.step() == null
                && command.path().size() == 1;
    }

    /** Runs it; null if something is out of the ordinary, and nothing was done. */
    static @Nullable Answer run(Command command, Connection connection) throws SQLException {
        AccountTerms terms = command.terms().get(0);
        List<String> attributes = Batch.texts(command.attributes());
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            Binder bind = new Binder(connection, statement);
            bind.text(command.tenant());
            bind.text(command.path().get(0).toString());
            bind.text(command.target().value());
            bind.bigints(Vectors.longs(command.amounts()));
            bind.bigints(Vectors.longs(terms.limits()));
            bind.bigints(Vectors.longs(terms.overdraft()));
            bind.smallint(terms.period().unit().ordinal());
            bind.text(terms.period().zone().getId());
            bind.bigint(command.leaseMillis());
            bind.text(command.swarm());
            bind.texts(attributes.isEmpty() ? null : attributes.toArray(String[]::new));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Answer.done(row.getLong(1)) : null;
            }
        }
    }
}
