package io.stipend.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The peer: {@code tryConsume} on a bucket that Bucket4j keeps in PostgreSQL with {@code SELECT FOR UPDATE}. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class PostgresBucket4j {

    private static final long CAPACITY = 1L << 52;

    /** The server's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("16")
    public int connections;

    private PostgresSchema schema;
    private HikariDataSource pool;
    private Bucket[] buckets;

    @Setup
    public void open() {
        schema = PostgresSchema.empty(url);
        schema.run(
                "CREATE TABLE bucket (id bigint PRIMARY KEY, state bytea, expires_at bigint) WITH (fillfactor = 50)");
        pool = schema.pool(connections);
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(CAPACITY)
                        .refillGreedy(CAPACITY, Duration.ofDays(365))
                        .build())
                .build();
        var manager = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool).build();
        buckets = new Bucket[accounts];
        for (int i = 0; i < accounts; i++) {
            buckets[i] = manager.builder().build((long) i, () -> configuration);
        }
    }

    @TearDown
    public void close() {
        pool.close();
        schema.close();
    }

    @Benchmark
    public boolean tryConsume(Caller caller) {
        return buckets[caller.nextAccount()].tryConsume(1);
    }
}
