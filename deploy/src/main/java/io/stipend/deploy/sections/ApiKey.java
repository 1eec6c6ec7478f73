package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueType;
import io.stipend.config.ValueTypes;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who may call the HTTP service: a name, the hash of a secret, and what whoever knows the secret may do in which tenant. Immutable.
 *
 * @param name names it in logs and in the journal; at most 64 bytes
 * @param sha256 the SHA-256 of the secret, 64 hexadecimal digits in lower case
 * @param tenant the only tenant it can reach
 * @param may what it may do
 * @param requestsPerSecond how many requests a second it may make, and at once; empty for as many as it likes
 */
public record ApiKey(String name, String sha256, String tenant, Set<Permission> may, OptionalInt requestsPerSecond) {

    /** What a caller may do. The tenant is always that of its key. */
    public enum Permission {
        /** Reserve, report, extend, settle, release, and look at reservations. */
        USE,
        /** Reserve where nobody is charged: without a user, a swarm or a pool. */
        NOBODY,
        /** Look at accounts, histories, refusals and events. */
        READ,
        /** Change limits and grants, freeze, and verify the books. */
        OPERATE,
        /** Read the figures of the whole process, of all tenants. */
        METRICS;

        /** The name in configurations, in lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The longest name, in bytes of UTF-8: it must fit before a reason in the journal. */
    public static final int MAX_NAME_BYTES = 64;

    static final KeyPath SECTION = KeyPath.of("server.keys");

    private static final String KEY = "server.keys.<key>";
    private static final List<String> PERMISSIONS =
            Arrays.stream(Permission.values()).map(Permission::label).toList();

    private static final Key<String> SHA256 = Key.required(
            KEY + ".sha256",
            ValueTypes.matching(
                    "the 64 hexadecimal digits that `stipend key new` prints", Pattern.compile("[0-9a-f]{64}")),
            "The SHA-256 of a caller's secret; `stipend key new` makes both.");
    private static final Key<String> TENANT =
            Key.of(KEY + ".tenant", ValueTypes.TEXT, Checks.DEFAULT_TENANT, "The only tenant that it can reach.");
    private static final Key<Set<Permission>> MAY = Key.required(
            KEY + ".may",
            permissions(),
            "What it may do: `use` budgets, reserve where `nobody` is charged, `read` accounts and events, `operate`"
                    + " (limits, grants, freezes, verification), read the process's `metrics`.");
    private static final Key<Integer> RATE = Key.optional(
            KEY + ".requests-per-second",
            wholeNumber(1, 1_000_000),
            "How many requests a second it may make, and at once; more are answered 429. As many as it likes if it is left"
                    + " out.");

    static final List<Key<?>> KEYS = List.of(SHA256, TENANT, MAY, RATE);

    /** Refuses a name, hash, tenant or number of requests that cannot be one, with {@link InvalidRequestException}. */
    public ApiKey {
        Checks.id(name, "name of the key");
        Checks.text(name, "name of the key", MAX_NAME_BYTES);
        Checks.id(tenant, "tenant");
        if (SHA256.type().parse(sha256).isEmpty()) {
            refuse("the hash of key " + name + " is not one; give "
                    + SHA256.type().expected());
        }
        requestsPerSecond.stream().boxed().forEach(rate -> RATE.violation(rate).ifPresent(ApiKey::refuse));
        may = Collections.unmodifiableSet(EnumSet.copyOf(may));
    }

    private static void refuse(String violation) {
        throw new InvalidRequestException(violation);
    }

    /** The bytes of the hash. */
    public byte[] hash() {
        return HexFormat.of().parseHex(sha256);
    }

    /** Permissions as they are typed: names with commas between them. */
    public static ValueType<Set<Permission>> permissions() {
        return ValueType.of(
                        "some of " + String.join(", ", PERMISSIONS) + ", with commas between them",
                        ApiKey::parse,
                        set -> set.stream().map(Permission::label).collect(Collectors.joining(",")))
                .suggesting(PERMISSIONS);
    }

    private static Optional<Set<Permission>> parse(String text) {
        Set<Permission> found = EnumSet.noneOf(Permission.class);
        for (String name : text.split(",", -1)) {
            int at = PERMISSIONS.indexOf(name.strip());
            if (at < 0) {
                return Optional.empty();
            }
            found.add(Permission.values()[at]);
        }
        return Optional.of(found);
    }

    static Optional<ApiKey> read(CheckedSettings reading, String name) {
        Optional<String> hash = reading.require(SHA256, "", name);
        Optional<Set<Permission>> may = reading.require(MAY, "", name);
        OptionalInt rate = reading.find(RATE, name).map(OptionalInt::of).orElseGet(OptionalInt::empty);
        if (hash.isEmpty() || may.isEmpty()) {
            return Optional.empty();
        }
        return reading.make(
                SECTION.then(name), () -> new ApiKey(name, hash.get(), reading.get(TENANT, name), may.get(), rate));
    }
}
