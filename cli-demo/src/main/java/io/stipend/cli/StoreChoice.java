package io.stipend.cli;

import com.google.inject.Module;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStoreModule;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStoreModule;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stores a replay can run on. One more entry adds one more. */
enum StoreChoice {
    MEMORY(false) {
        @Override
        Module module(@Nullable String url) {
            return new MemoryStoreModule(MemoryConfig.DEFAULT);
        }
    },
    POSTGRES(true) {
        @Override
        Module module(@Nullable String url) {
            return new PostgresStoreModule(PostgresConfig.of(Objects.requireNonNull(url)));
        }
    };

    private final boolean usesUrl;

    StoreChoice(boolean usesUrl) {
        this.usesUrl = usesUrl;
    }

    /**
     * Binds the store in its roles.
     *
     * @param url where it is; null for one that does not use a URL
     */
    abstract Module module(@Nullable String url);

    /** Whether {@code --store-url} says where it is. Such a store is not this process's alone, and outlives it. */
    boolean usesUrl() {
        return usesUrl;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
