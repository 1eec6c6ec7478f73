package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.pools.Entitlement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The keys of what a member of a pool is entitled to.
 *
 * @param weight how large its share is beside others'
 * @param minimum what it gets before others get more than theirs
 * @param most what it may use even if all else is idle
 */
record EntitlementKeys(Key<Long> weight, Map<Resource, Key<Long>> minimum, Map<Resource, Key<Long>> most) {

    /**
     * Keys for all that an entitlement can say.
     *
     * @param section what they stand under
     * @param whose whose it is, for the documentation
     */
    static EntitlementKeys of(String section, String whose) {
        return new EntitlementKeys(
                Key.of(
                        section + ".weight",
                        ValueTypes.longNumber(1, Entitlement.MAX_WEIGHT),
                        Entitlement.EQUAL.weight(),
                        "How large the share of " + whose
                                + " is beside others': with twice the weight, twice as much."),
                TermsKeys.amounts(
                        section + ".minimum", "The %s that " + whose + " gets before others get more than theirs."),
                TermsKeys.limits(
                        section + ".most",
                        "The most %s that " + whose + " may use, even if all else is idle.",
                        Limits.NONE,
                        EnumSet.allOf(Resource.class)));
    }

    /** The keys, in the order in which they are shown. */
    List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(weight));
        keys.addAll(minimum.values());
        keys.addAll(most.values());
        return keys;
    }

    Entitlement read(CheckedSettings reading, String... names) {
        return new Entitlement(
                reading.get(weight, names),
                TermsKeys.amounts(reading, minimum, names),
                TermsKeys.limits(reading, most, names));
    }
}
