package io.stipend.cli.wiring;

import com.google.inject.Module;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStoreModule;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStoreModule;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStoreModule;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stores a replay can run on. One more entry adds one more. */
public enum StoreChoice {
    MEMORY(null) {
        @Override
        public Module module(@Nullable String url) {
            return new MemoryStoreModule(MemoryConfig.DEFAULT);
        }
    },
    POSTGRES(
            "jdbc:postgresql://host:port/database; user and password may stand in it (?user=...&password=...), in PGUSER and"
                    + " PGPASSWORD, or in ~/.pgpass") {
        @Override
        public Module module(@Nullable String url) {
            return new PostgresStoreModule(PostgresConfig.of(Objects.requireNonNull(url)));
        }
    },
    REDIS("redis://host:port; user and password may stand in it (redis://user:password@host:port), the password in"
            + " REDISCLI_AUTH too") {
        @Override
        public Module module(@Nullable String url) {
            return new RedisStoreModule(RedisConfig.of(Objects.requireNonNull(url)));
        }
    };

    private final @Nullable String urlForm;

    StoreChoice(@Nullable String urlForm) {
        this.urlForm = urlForm;
    }

    /**
     * Binds the store in its roles.
     *
     * @param url where it is; null for one that does not use a URL
     */
    public abstract Module module(@Nullable String url);

    /** Whether {@code --store-url} says where it is. Such a store is not this process's alone, and outlives it. */
    public boolean usesUrl() {
        return urlForm != null;
    }

    /** What {@code --store-url} looks like, where it is used. */
    @Nullable
    public String urlForm() {
        return urlForm;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
