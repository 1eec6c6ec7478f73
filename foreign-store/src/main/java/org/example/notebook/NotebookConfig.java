package org.example.notebook;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;

/**
 * A notebook.
 *
 * @param title what stands on the cover
 * @param pages about how many closed reservations stay readable
 */
public record NotebookConfig(String title, int pages) implements StoreConfig {

    @Override
    public String type() {
        return "notebook";
    }

    @Override
    public StoreAdapter open() {
        return MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(pages));
    }
}
