package io.stipend.deploy;

import io.stipend.deploy.settings.Catalogue;
import io.stipend.deploy.settings.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All the keys of the configuration, in the order in which they are shown. */
final class Keys {

    /** What the environment variables begin with. */
    static final String PREFIX = "STIPEND_";

    /** The variable that says where the file is, for those that look there. */
    static final String FILE_VARIABLE = "STIPEND_CONFIG";

    /** Variables that begin as the others do, and are no keys. */
    static final Set<String> OTHER_VARIABLES = Set.of(FILE_VARIABLE);

    static final Catalogue CATALOGUE = new Catalogue(PREFIX, all());

    private Keys() {}

    private static List<Key<?>> all() {
        List<Key<?>> keys = new ArrayList<>(StoreKeys.KEYS);
        keys.addAll(StoreKeys.Memory.KEYS);
        keys.addAll(StoreKeys.Postgres.KEYS);
        keys.addAll(StoreKeys.Redis.KEYS);
        keys.addAll(EventsKeys.KEYS);
        keys.addAll(ManagerKeys.KEYS);
        keys.addAll(LimitKeys.keys());
        keys.addAll(TierKeys.keys());
        keys.addAll(BackgroundKeys.KEYS);
        return keys;
    }
}
