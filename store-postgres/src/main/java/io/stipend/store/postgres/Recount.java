package io.stipend.store.postgres;

import io.stipend.core.model.AccountId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Counts anew what is reserved. */
final class Recount {

    private Recount() {}

    static List<String> differences(PostgresConfig config, String tenant) {
        try (Database database = new Database(config)) {
            Schema.check(database);
            return database.look((connection, again) -> {
                try (PreparedStatement statement = connection.prepareStatement(Resources.text("recount.sql"))) {
                    statement.setString(1, tenant);
                    statement.setString(2, tenant);
                    try (ResultSet row = statement.executeQuery()) {
                        List<String> differences = new ArrayList<>();
                        while (row.next()) {
                            differences.add(AccountId.parse(tenant, row.getString(1)) + ": reserved is "
                                    + Vectors.read(row, 2) + ", but its open reservations hold "
                                    + Vectors.read(row, 3));
                        }
                        return differences;
                    }
                }
            });
        }
    }
}
