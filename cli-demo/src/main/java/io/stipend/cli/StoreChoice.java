package io.stipend.cli;

import com.google.inject.Module;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStoreModule;
import java.util.Locale;

/** The stores a replay can run on. One more entry adds one more. */
enum StoreChoice {
    MEMORY(false) {
        @Override
        Module module() {
            return new MemoryStoreModule(MemoryConfig.DEFAULT);
        }
    };

    private final boolean usesUrl;

    StoreChoice(boolean usesUrl) {
        this.usesUrl = usesUrl;
    }

    /** Binds the store in its roles. */
    abstract Module module();

    /** Whether {@code --store-url} says where it is. */
    boolean usesUrl() {
        return usesUrl;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
