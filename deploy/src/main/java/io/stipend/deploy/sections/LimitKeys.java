package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.core.model.Resource;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The keys of what accounts may use that have no tier. */
public final class LimitKeys {

    private static final Set<Resource> ALL = Set.of(Resource.values());

    static final TermsKeys USER =
            TermsKeys.of("limits.user", "a user without a tier", LimitSettings.DEFAULT.user(), ALL);
    static final TermsKeys SWARM = TermsKeys.of("limits.swarm", "a swarm", LimitSettings.DEFAULT.swarm(), ALL);
    static final TermsKeys POOL = TermsKeys.of("limits.pool", "a pool", LimitSettings.DEFAULT.pool(), ALL);

    private LimitKeys() {}

    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(USER.keys());
        keys.addAll(SWARM.keys());
        keys.addAll(POOL.keys());
        return keys;
    }

    public static LimitSettings read(CheckedSettings reading) {
        return new LimitSettings(USER.read(reading), SWARM.read(reading), POOL.read(reading));
    }
}
