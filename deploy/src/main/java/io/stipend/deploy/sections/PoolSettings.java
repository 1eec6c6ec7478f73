package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.oneOf;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pools whose members have fair shares of them.
 *
 * @param config which pools there are, and how this node treats them
 * @param checkInterval how often at most reserves from pools look whether the file has changed; zero for each of them
 */
public record PoolSettings(Pools.Config config, Duration checkInterval) {

    private static final KeyPath DEFINITIONS = new KeyPath(List.of("pools", "definitions"));
    private static final String POOL = "pools.definitions.<pool>";
    private static final Pools.Config DEFAULT = Pools.Config.of();

    private static final Key<Duration> TICK = Key.of(
            "pools.tick",
            duration(Pools.Config.MIN_TICK, Pools.Config.MAX_TICK),
            DEFAULT.tick(),
            "How often this node computes shares anew, beside when something comes or goes on it.");
    private static final Key<Integer> MAX_WAITING = Key.of(
            "pools.max-waiting",
            wholeNumber(1, Pools.Config.MAX_MAX_WAITING),
            DEFAULT.maxWaiting(),
            "How many requests may wait on this node for one pool.");
    private static final Key<Integer> WORKERS = Key.of(
            "pools.workers",
            wholeNumber(1, Pools.Config.MAX_WORKERS),
            DEFAULT.workers(),
            "How many threads ask the store at most for requests that wait.");
    private static final Key<Duration> CHECK_INTERVAL = Key.of(
            "pools.check-interval",
            duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(1),
            "How often at most reserves from pools look whether the file has changed; 0 for each of them.");
    private static final Key<String> TENANTS = Key.of(
            POOL + ".tenants",
            ValueTypes.TEXT.expecting("names of tenants with commas between"),
            Checks.DEFAULT_TENANT,
            "The tenants that have such a pool, each one of its own.");
    private static final Key<AccountId.Kind> MEMBER_KIND = Key.of(
            POOL + ".member-kind",
            oneOf(List.of(AccountId.Kind.USER, AccountId.Kind.SWARM), AccountId.Kind::label),
            AccountId.Kind.USER,
            "Whether users or swarms are its members.");
    private static final TermsKeys TERMS = TermsKeys.withoutOverdraft(POOL, "all members of a pool together");
    private static final EntitlementKeys OTHERS = EntitlementKeys.of(POOL + ".others", "each member that is not named");
    private static final EntitlementKeys MEMBER = EntitlementKeys.of(POOL + ".members.<member>", "a member");

    /** No pools. */
    public static final PoolSettings NONE = of(DEFAULT);

    /** These pools. */
    public static PoolSettings of(Pools.Config config) {
        return new PoolSettings(config, Duration.ofSeconds(1));
    }

    /** Their keys. */
    public static List<Key<?>> keys() {
        return Stream.of(
                        List.of(TICK, MAX_WAITING, WORKERS, CHECK_INTERVAL, TENANTS, MEMBER_KIND),
                        TERMS.keys(),
                        OTHERS.keys(),
                        MEMBER.keys())
                .<Key<?>>flatMap(List::stream)
                .toList();
    }

    /** What was given; problems, if it cannot be used. */
    public static PoolSettings of(CheckedSettings reading) {
        List<PoolConfig> pools = new ArrayList<>();
        for (String name : reading.settings().names(DEFINITIONS)) {
            reading.make(DEFINITIONS.then(name), () -> pool(reading, name))
                    .ifPresent(pool -> tenants(reading, name)
                            .forEach(tenant -> reading.make(TENANTS.at(name), () -> pool.withTenant(tenant))
                                    .ifPresent(pools::add)));
        }
        return reading.make(
                        DEFINITIONS,
                        () -> new Pools.Config(
                                pools, reading.get(TICK), reading.get(MAX_WAITING), reading.get(WORKERS)))
                .map(config -> new PoolSettings(config, reading.get(CHECK_INTERVAL)))
                .orElse(NONE);
    }

    private static List<String> tenants(CheckedSettings reading, String name) {
        return Stream.of(reading.get(TENANTS, name).split(",", -1))
                .map(String::strip)
                .distinct()
                .toList();
    }

    private static PoolConfig pool(CheckedSettings reading, String name) {
        KeyPath path = DEFINITIONS.then(name);
        var terms = TERMS.read(reading, name);
        if (!terms.limits().limitAnything()) {
            reading.refuse(
                    path, "limits nothing, so there is nothing to share; give it slots, memory, or another limit");
        }
        Map<String, Entitlement> members = new LinkedHashMap<>();
        KeyPath ofMembers = path.then("members");
        for (String member : reading.settings().names(ofMembers)) {
            reading.make(ofMembers.then(member), () -> MEMBER.read(reading, name, member))
                    .ifPresent(entitlement -> members.put(member, entitlement));
        }
        Entitlement others = reading.make(path.then("others"), () -> OTHERS.read(reading, name))
                .orElse(Entitlement.EQUAL);
        return new PoolConfig(Checks.DEFAULT_TENANT, name, terms, reading.get(MEMBER_KIND, name), members, others);
    }
}
