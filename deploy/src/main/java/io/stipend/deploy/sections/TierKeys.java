package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.oneOf;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueType;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.OnExpiry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of tiers, and of who has which. */
public final class TierKeys {

    public static final KeyPath SECTION = new KeyPath(List.of("tiers"));
    static final KeyPath DEFINITIONS = SECTION.then("definitions");
    public static final KeyPath USERS = SECTION.then("users");
    public static final KeyPath TENANTS = SECTION.then("tenants");

    private static final String TIER = "tiers.definitions.<tier>";
    private static final ValueType<String> TIER_NAME = TEXT.expecting("the name of a tier");

    /** Of a tier's own account; slots go by another name, and of a single reservation they are always one. */
    private static final Set<Resource> ALL_BUT_SLOTS = EnumSet.complementOf(EnumSet.of(Resource.SLOTS));

    public static final Key<Path> FILE = Key.optional(
            "tiers.file",
            ValueTypes.FILE,
            "A file that holds the keys under `tiers` (`definitions`, `users`, ...), instead of or besides this one;"
                    + " relative to this one.");
    static final Key<String> DEFAULT = Key.optional(
            "tiers.default", TIER_NAME, "The tier of users who are given none; else `limits.user` holds for them.");
    static final Key<Duration> CHECK_INTERVAL = Key.of(
            "tiers.check-interval",
            duration(Duration.ZERO, Duration.ofHours(1)),
            TierSettings.NONE.checkInterval(),
            "How often at most reserves look whether a file with tiers has changed; 0 for each of them.");
    static final Key<String> USER =
            Key.optional("tiers.users.<user>", TIER_NAME, "The tier of a user in the tenant `default`.");
    static final Key<String> TENANT_USER =
            Key.optional("tiers.tenants.<tenant>.<user>", TIER_NAME, "The tier of a user in another tenant.");

    static final TermsKeys TERMS = TermsKeys.of(TIER, "a user", AccountTerms.UNLIMITED, ALL_BUT_SLOTS);
    static final Map<Resource, Key<Long>> LARGEST =
            TermsKeys.limits(TIER + ".largest", "The most %s one reservation may hold.", Limits.NONE, ALL_BUT_SLOTS);
    static final Key<Long> CONCURRENT = Key.of(
            TIER + ".concurrent",
            AmountTypes.orUnlimited(AmountTypes.AMOUNT),
            Limits.UNLIMITED,
            "The most executions of a user at once.");
    static final Key<Duration> LEASE = Key.optional(
            TIER + ".lease",
            duration(ManagerConfig.MIN_LEASE, ManagerConfig.MAX_LEASE),
            "How long a hold lives unless renewed; `manager.lease` unless given.");
    static final Key<OnExpiry> ON_EXPIRY = Key.optional(
            TIER + ".on-expiry",
            oneOf(OnExpiry.class),
            "What is booked when a lease runs out: what was tracked, or all that is held; `manager.on-expiry` unless given.");
    static final Key<String> ADVICE = Key.optional(
            TIER + ".advice",
            TEXT.expecting("names of strategies with commas between"),
            "What steps are advised that ask for it, when spending is ahead of its pace; `advice.strategy` unless given.");
    static final TermsKeys WINDOW = TermsKeys.ofWindow(TIER + ".windows.<window>", "a user");

    private TierKeys() {}

    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(FILE, DEFAULT, CHECK_INTERVAL, USER, TENANT_USER));
        keys.addAll(TierCacheKeys.KEYS);
        keys.addAll(TERMS.keys());
        keys.add(CONCURRENT);
        keys.add(LEASE);
        keys.add(ON_EXPIRY);
        keys.add(ADVICE);
        keys.addAll(LARGEST.values());
        keys.addAll(WINDOW.keys());
        return keys;
    }
}
