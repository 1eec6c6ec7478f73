package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.deploy.sections.AmountTypes.AMOUNT;
import static io.stipend.deploy.sections.AmountTypes.orUnlimited;

import io.stipend.config.Key;
import io.stipend.config.ValueType;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.deploy.settings.CheckedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The keys of what an account may use, wherever they stand: limits, overdraft, period. */
final class TermsKeys {

    private static final Map<Resource, String> MEANINGS = Map.of(
            Resource.CREDITS, "credits",
            Resource.TOKENS, "tokens",
            Resource.API_CALLS, "calls to tools and APIs",
            Resource.COMPUTE_TIME, "compute time",
            Resource.MEMORY, "bytes of memory",
            Resource.SLOTS, "concurrent executions");

    private final Map<Resource, Key<Long>> limits;
    private final Map<Resource, Key<Long>> overdraft;
    private final PeriodKeys period;

    private TermsKeys(Map<Resource, Key<Long>> limits, Map<Resource, Key<Long>> overdraft, PeriodKeys period) {
        this.limits = limits;
        this.overdraft = overdraft;
        this.period = period;
    }

    /**
     * Keys for all that terms can say; a period only where one is given.
     *
     * @param section what they stand under
     * @param whose whose account it is, for the documentation
     * @param defaults what holds when nothing is given
     * @param resources what can be limited
     */
    static TermsKeys of(String section, String whose, AccountTerms defaults, Set<Resource> resources) {
        return new TermsKeys(
                limits(section, "The most %s " + whose + " may use.", defaults.limits(), resources),
                amounts(section + ".overdraft", "How far below zero " + whose + " may go: %s."),
                PeriodKeys.of(section));
    }

    /** Keys for terms without overdraft; a period only where one is given. */
    static TermsKeys withoutOverdraft(String section, String whose) {
        return new TermsKeys(
                limits(section, "The most %s " + whose + " may use.", Limits.NONE, EnumSet.allOf(Resource.class)),
                Map.of(),
                PeriodKeys.of(section));
    }

    /** Keys for terms without overdraft, and with a period that must be given. */
    static TermsKeys ofWindow(String section, String whose) {
        return new TermsKeys(
                limits(
                        section,
                        "The most %s " + whose + " may use in one period.",
                        Limits.NONE,
                        EnumSet.allOf(Resource.class)),
                Map.of(),
                PeriodKeys.required(section));
    }

    /**
     * A limit for each resource.
     *
     * @param about what they do, for the documentation, with {@code %s} where the resource belongs
     */
    static Map<Resource, Key<Long>> limits(String section, String about, Limits defaults, Set<Resource> resources) {
        Map<Resource, Key<Long>> keys = new EnumMap<>(Resource.class);
        for (Resource resource : EnumSet.copyOf(resources)) {
            keys.put(resource, key(section, resource, orUnlimited(type(resource)), defaults.get(resource), about));
        }
        return keys;
    }

    /**
     * An amount of each resource, zero unless given.
     *
     * @param about what they do, for the documentation, with {@code %s} where the resource belongs
     */
    static Map<Resource, Key<Long>> amounts(String section, String about) {
        Map<Resource, Key<Long>> keys = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            keys.put(resource, key(section, resource, type(resource), 0L, about));
        }
        return keys;
    }

    private static Key<Long> key(
            String section, Resource resource, ValueType<Long> type, long defaultAmount, String about) {
        String name = resource.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Key.of(section + '.' + name, type, defaultAmount, String.format(about, MEANINGS.get(resource)));
    }

    private static ValueType<Long> type(Resource resource) {
        return switch (resource) {
            case CREDITS -> AmountTypes.CREDITS.map(Credits::units, Credits::ofUnits);
            case COMPUTE_TIME ->
                duration(Duration.ZERO, ValueTypes.CENTURY).map(Duration::toMillis, Duration::ofMillis);
            default -> AMOUNT;
        };
    }

    /** The keys, in the order in which they are shown. */
    List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(limits.values());
        keys.addAll(period.keys());
        keys.addAll(overdraft.values());
        return keys;
    }

    /** Makes terms of what was given. */
    AccountTerms read(CheckedSettings reading, String... names) {
        return new AccountTerms(
                limits(reading, limits, names), amounts(reading, overdraft, names), period.read(reading, names));
    }

    static Limits limits(CheckedSettings reading, Map<Resource, Key<Long>> keys, String... names) {
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        keys.forEach((resource, key) -> {
            long limit = reading.get(key, names);
            if (limit != Limits.UNLIMITED) {
                limits.put(resource, limit);
            }
        });
        return Limits.of(limits);
    }

    static ResourceVector amounts(CheckedSettings reading, Map<Resource, Key<Long>> keys, String... names) {
        Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
        keys.forEach((resource, key) -> amounts.put(resource, reading.get(key, names)));
        return ResourceVector.of(amounts);
    }
}
