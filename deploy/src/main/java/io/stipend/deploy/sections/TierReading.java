package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.settings.CheckedSettings;
import io.stipend.deploy.settings.Origin;
import io.stipend.deploy.settings.Problem;
import io.stipend.deploy.settings.Settings;
import io.stipend.deploy.settings.SettingsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes tiers, and who has which. */
public final class TierReading {

    /** What {@code limits.user} is called where a tier is meant. Nobody can define it: a tier's name has no blanks in it. */
    private static final String STANDARD = "users without a tier";

    private final CheckedSettings reading;
    private final Settings settings;
    private final Map<String, Tier> tiers = new LinkedHashMap<>();

    private TierReading(CheckedSettings reading) {
        this.reading = reading;
        this.settings = reading.settings();
    }

    /**
     * Reads all there is of tiers.
     *
     * @param standard what users may use who have none
     */
    public static TierSettings read(CheckedSettings reading, AccountTerms standard) {
        TierReading tiers = new TierReading(reading);
        Optional<TierTable.Contents> contents = tiers.contents(standard);
        return new TierSettings(
                contents, reading.get(TierKeys.CHECK_INTERVAL), TierCacheKeys.read(reading, tiers::defined));
    }

    /** That there are none any more where there were some: more likely a slip than meant. */
    public static SettingsException noneLeft() {
        return new SettingsException(List.of(new Problem(
                new Origin.Default(),
                TierKeys.DEFINITIONS.toString(),
                "is empty now; a start is needed to do without",
                null)));
    }

    private Optional<TierTable.Contents> contents(AccountTerms standard) {
        for (String name : settings.names(TierKeys.DEFINITIONS)) {
            define(name);
        }
        Optional<Tier> byDefault = reading.find(TierKeys.DEFAULT).flatMap(name -> defined(TierKeys.DEFAULT.at(), name));
        TierTable.ContentsBuilder contents = TierTable.contents(
                byDefault.orElseGet(() -> Tier.builder(STANDARD).terms(standard).build()));
        tiers.values().forEach(contents::tier);
        for (String user : settings.names(TierKeys.USERS)) {
            assign(contents, Checks.DEFAULT_TENANT, user, TierKeys.USER, user);
        }
        for (String tenant : settings.names(TierKeys.TENANTS)) {
            for (String user : settings.names(TierKeys.TENANTS.then(tenant))) {
                assign(contents, tenant, user, TierKeys.TENANT_USER, tenant, user);
            }
        }
        return tiers.isEmpty() ? Optional.empty() : Optional.of(contents.build());
    }

    private void define(String name) {
        KeyPath path = TierKeys.DEFINITIONS.then(name);
        if (name.isBlank() || name.contains(" ")) {
            reading.refuse(path, "has a blank in its name; give it a name without");
            return;
        }
        if (settings.names(path).isEmpty()) {
            reading.refuse(path, "says nothing; give it limits, or credits: unlimited");
        }
        Optional<Tier> tier = reading.make(path, () -> tier(name));
        // Also when it cannot be used, for it to be known where it is meant.
        tiers.put(name, tier.orElseGet(() -> Tier.builder("unusable").build()));
    }

    private Tier tier(String name) {
        Tier.Builder tier = Tier.builder(name)
                .terms(TierKeys.TERMS.read(reading, name))
                .largest(TermsKeys.limits(reading, TierKeys.LARGEST, name));
        long concurrent = reading.get(TierKeys.CONCURRENT, name);
        if (concurrent >= 0) {
            tier.concurrent(concurrent);
        }
        reading.find(TierKeys.LEASE, name).ifPresent(tier::lease);
        reading.find(TierKeys.ON_EXPIRY, name).ifPresent(tier::onExpiry);
        reading.find(TierKeys.ADVICE, name).ifPresent(strategy -> {
            AdviceSettings.checkStrategy(reading, TierKeys.ADVICE.at(name), strategy);
            tier.advice(strategy);
        });
        KeyPath windows = TierKeys.DEFINITIONS.then(name).then("windows");
        for (String window : settings.names(windows)) {
            AccountTerms terms = TierKeys.WINDOW.read(reading, name, window);
            reading.make(windows.then(window), () -> new Tier.Window(window, terms))
                    .ifPresent(read -> tier.window(read.name(), terms.limits(), terms.period()));
        }
        return tier.build();
    }

    private void assign(
            TierTable.ContentsBuilder contents, String tenant, String user, Key<String> key, String... names) {
        try {
            Checks.id(tenant, "tenant");
            Checks.id(user, "user id");
        } catch (InvalidRequestException e) {
            reading.refuse(key.at(names), "cannot be: " + e.getMessage());
            return;
        }
        reading.find(key, names)
                .flatMap(name -> defined(key.at(names), name))
                .ifPresent(tier -> contents.assign(tenant, user, tier.name()));
    }

    private Optional<Tier> defined(KeyPath path, String name) {
        Tier tier = tiers.get(name);
        if (tier == null) {
            List<String> names = List.copyOf(tiers.keySet());
            String what = names.isEmpty()
                    ? "but no tier is defined; define it under " + TierKeys.DEFINITIONS
                    : "but no such tier is defined; there are " + String.join(", ", names);
            reading.refuse(path, what, name, names);
        }
        return Optional.ofNullable(tier);
    }
}
