package org.example.notebook;

import io.stipend.config.Key;
import io.stipend.config.Rule;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import java.util.List;

/** Makes the notebook available as {@code store.type: notebook}. */
public final class NotebookPlugin implements StorePlugin {

    static final Key<String> TITLE =
            Key.required("title", ValueTypes.TEXT, "What stands on the cover. Must be given for a notebook.");
    static final Key<Integer> PAGES = Key.of(
            "pages", ValueTypes.wholeNumber(1, 1_000_000), 1_000, "About how many closed reservations stay readable.");
    static final Key<Integer> OPEN_PAGES =
            Key.of("open-pages", ValueTypes.wholeNumber(1, 1_000_000), 100, "Pages that lie open; not above pages.");

    @Override
    public String name() {
        return "notebook";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(TITLE, PAGES, OPEN_PAGES);
    }

    @Override
    public List<Rule<?>> rules() {
        return List.of(Rule.notAbove(OPEN_PAGES, PAGES, "open fewer, or take a thicker notebook"));
    }

    @Override
    public StoreConfig configure(StoreAddress address, Values values) {
        return new NotebookConfig(values.get(TITLE), values.get(PAGES));
    }
}
