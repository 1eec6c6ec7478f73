package io.stipend.deploy;

import io.stipend.config.Key;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.deploy.sections.AdviceSettings;
import io.stipend.deploy.sections.BlockSettings;
import io.stipend.deploy.sections.EventsSection;
import io.stipend.deploy.sections.ForecastSettings;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.ManagerKeys;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.deploy.sections.PoolSettings;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.deploy.sections.ShadowSettings;
import io.stipend.deploy.sections.StoreSection;
import io.stipend.deploy.sections.TierKeys;
import io.stipend.deploy.settings.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All the keys of the configuration, in the order in which they are shown. */
final class StipendKeys {

    /** What the environment variables begin with. */
    static final String PREFIX = "STIPEND_";

    /** What the variables of the keys of the store begin with. */
    static final String STORE_VARIABLES = PREFIX + "STORE_";

    /** The variable that says where the file is, for those that look there. */
    static final String FILE_VARIABLE = "STIPEND_CONFIG";

    /** Variables that begin as the others do, and are no keys. */
    static final Set<String> OTHER_VARIABLES = Set.of(FILE_VARIABLE);

    static final Catalogue CATALOGUE = new Catalogue(
            PREFIX, all(), Map.of(StoreSection.PATH, StoreSection::absent, EventsSection.PATH, EventsSection::absent));

    private StipendKeys() {}

    private static List<Key<?>> all() {
        List<Key<?>> keys = new ArrayList<>(StoreSection.keys());
        keys.addAll(EventsSection.keys());
        keys.addAll(ManagerKeys.KEYS);
        keys.addAll(LimitSettings.keys());
        keys.addAll(TierKeys.keys());
        keys.addAll(PriceSettings.KEYS);
        keys.addAll(ForecastSettings.keys());
        keys.addAll(AdviceSettings.KEYS);
        keys.addAll(ShadowSettings.KEYS);
        keys.addAll(PoolSettings.keys());
        keys.addAll(BlockSettings.keys());
        keys.addAll(EventRelay.Config.KEYS);
        keys.addAll(Sweeper.Config.KEYS);
        keys.addAll(Health.Config.KEYS);
        keys.addAll(MetricsSettings.KEYS);
        keys.addAll(ServerSettings.keys());
        return keys;
    }
}
