package io.stipend.store.postgres.internal.forecasts;

import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records of forecasts in the table {@code forecast}. Thread safe. */
public final class PostgresForecasts implements ForecastStore {

    private final Database database;
    private final String keep;
    private final String readAll;

    private record Row(String node, NodeRecord record) {}

    public PostgresForecasts(Database database) {
        this.database = database;
        String schema = database.config().schema();
        this.keep = "SELECT " + schema + ".keep_forecast(?, ?, ?)";
        this.readAll = "SELECT node, record, " + schema + ".now_millis() - written_at FROM " + schema
                + ".forecast ORDER BY node";
    }

    @Override
    public boolean put(String node, byte[] bytes, Set<String> absorbed) {
        Checks.id(node, "node");
        return database.run((connection, previous) -> Query.one(
                connection,
                keep,
                bind -> {
                    bind.text(node);
                    bind.bytes(bytes);
                    bind.texts(List.copyOf(absorbed));
                },
                row -> row.getBoolean(1)));
    }

    @Override
    public Map<String, NodeRecord> readAll() {
        List<Row> rows = database.query((connection, previous) -> Query.list(
                connection,
                readAll,
                bind -> {},
                row -> new Row(row.getString(1), new NodeRecord(row.getBytes(2), row.getLong(3)))));
        Map<String, NodeRecord> records = new LinkedHashMap<>();
        rows.forEach(row -> records.put(row.node(), row.record()));
        return records;
    }
}
