package io.stipend.deploy;

import static io.stipend.deploy.settings.ValueTypes.TEXT;
import static io.stipend.deploy.settings.ValueTypes.duration;

import io.stipend.core.model.Resource;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.ValueType;
import io.stipend.deploy.settings.ValueTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of tiers, and of who has which. */
final class TierKeys {

    static final KeyPath SECTION = new KeyPath(List.of("tiers"));
    static final KeyPath DEFINITIONS = SECTION.then("definitions");
    static final KeyPath USERS = SECTION.then("users");
    static final KeyPath TENANTS = SECTION.then("tenants");

    private static final String TIER = "tiers.definitions.<tier>";
    private static final ValueType<String> TIER_NAME = TEXT.expecting("the name of a tier");

    /** Of a tier's own account; slots go by another name, and of a single reservation they are always one. */
    private static final Set<Resource> ALL_BUT_SLOTS = EnumSet.complementOf(EnumSet.of(Resource.SLOTS));

    static final Key<Path> FILE = Key.of(
            "tiers.file",
            ValueTypes.FILE,
            "",
            "A file that holds the keys under `tiers` (`definitions`, `users`, ...), instead of or besides this one;"
                    + " relative to this one.");
    static final Key<String> DEFAULT = Key.of(
            "tiers.default", TIER_NAME, "", "The tier of users who are given none; else `limits.user` holds for them.");
    static final Key<Duration> CHECK_INTERVAL = Key.of(
            "tiers.check-interval",
            duration(Duration.ZERO, Duration.ofHours(1)),
            "0s",
            "How often at most reserves look whether a file with tiers has changed; 0 for each of them.");
    static final Key<String> USER =
            Key.of("tiers.users.<user>", TIER_NAME, "", "The tier of a user in the tenant `default`.");
    static final Key<String> TENANT_USER =
            Key.of("tiers.tenants.<tenant>.<user>", TIER_NAME, "", "The tier of a user in another tenant.");

    static final TermsKeys TERMS = TermsKeys.of(TIER, "a user", "unlimited", ALL_BUT_SLOTS);
    static final Map<Resource, Key<Long>> LARGEST =
            TermsKeys.limits(TIER + ".largest", "The most %s one reservation may hold.", "unlimited", ALL_BUT_SLOTS);
    static final Key<Long> CONCURRENT = Key.of(
            TIER + ".concurrent",
            ValueTypes.orUnlimited(ValueTypes.amount()),
            "unlimited",
            "The most executions of a user at once.");
    static final Key<Duration> LEASE = Key.of(
            TIER + ".lease",
            duration(ManagerConfig.MIN_LEASE, ManagerConfig.MAX_LEASE),
            "",
            "How long a hold lives unless renewed; `manager.lease` unless given.");
    static final TermsKeys WINDOW = TermsKeys.ofWindow(TIER + ".windows.<window>", "a user");

    private TierKeys() {}

    static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(FILE, DEFAULT, CHECK_INTERVAL, USER, TENANT_USER));
        keys.addAll(TierCacheKeys.KEYS);
        keys.addAll(TERMS.keys());
        keys.add(CONCURRENT);
        keys.add(LEASE);
        keys.addAll(LARGEST.values());
        keys.addAll(WINDOW.keys());
        return keys;
    }
}
