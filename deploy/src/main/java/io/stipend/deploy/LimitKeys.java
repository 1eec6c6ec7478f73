package io.stipend.deploy;

import io.stipend.core.model.Resource;
import io.stipend.deploy.settings.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The keys of what accounts may use that have no tier. */
final class LimitKeys {

    private static final Set<Resource> ALL = Set.of(Resource.values());

    static final TermsKeys USER = TermsKeys.of("limits.user", "a user without a tier", "10000", ALL);
    static final TermsKeys SWARM = TermsKeys.of("limits.swarm", "a swarm", "unlimited", ALL);
    static final TermsKeys POOL = TermsKeys.of("limits.pool", "a pool", "unlimited", ALL);

    private LimitKeys() {}

    static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(USER.keys());
        keys.addAll(SWARM.keys());
        keys.addAll(POOL.keys());
        return keys;
    }

    static LimitSettings read(Reading reading) {
        return new LimitSettings(USER.read(reading), SWARM.read(reading), POOL.read(reading));
    }
}
