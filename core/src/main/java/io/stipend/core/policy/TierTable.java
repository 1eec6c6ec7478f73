package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tiers in memory, as a configuration gives them: definitions, who has which, and the tier of everybody else. Never
 * blocks, so it needs no cache. Thread safe: all of it can be replaced at once at any time, and each reserve sees either
 * all of the old or all of the new.
 *
 * <pre>{@code
 * TierTable table = new TierTable(TierTable.contents(free).tier(pro).assign("default", "alice", "pro").build());
 * ...
 * table.replace(table.contents().toBuilder().assign("default", "bob", "pro").build());
 * }</pre>
 */
public final class TierTable implements TierResolver {

    private volatile Contents contents;

    public TierTable(Contents contents) {
        this.contents = Checks.present(contents, "tiers");
    }

    /**
     * Starts contents that give everybody one tier.
     *
     * @param standard the tier of whoever is assigned none
     */
    public static ContentsBuilder contents(Tier standard) {
        return new ContentsBuilder(standard);
    }

    @Override
    public Tier tierOf(String tenant, String userId) {
        return contents.tierOf(tenant, userId);
    }

    /** What holds now. */
    public Contents contents() {
        return contents;
    }

    /** Takes over other contents, from the next reserve on. */
    public void replace(Contents other) {
        contents = Checks.present(other, "tiers");
    }

    /** Definitions and assignments that belong together. Immutable. */
    public static final class Contents {

        private final Tier standard;
        private final Map<String, Tier> tiers;
        private final Map<String, Map<String, Tier>> assigned;

        private Contents(Tier standard, Map<String, Tier> tiers, Map<String, Map<String, Tier>> assigned) {
            this.standard = standard;
            this.tiers = tiers;
            this.assigned = assigned;
        }

        /** The tier of whoever is assigned none. */
        public Tier standard() {
            return standard;
        }

        /** All tiers, in the order of their definition, the standard one first. */
        public Collection<Tier> tiers() {
            return tiers.values();
        }

        /** The tier of a user. */
        public Tier tierOf(String tenant, String userId) {
            Map<String, Tier> ofTenant = assigned.get(tenant);
            Tier tier = ofTenant == null ? null : ofTenant.get(userId);
            return tier == null ? standard : tier;
        }

        /** Starts contents that are these but for what is changed. */
        public ContentsBuilder toBuilder() {
            ContentsBuilder builder = new ContentsBuilder(standard);
            builder.tiers.putAll(tiers);
            assigned.forEach(
                    (tenant, users) -> users.forEach((user, tier) -> builder.assign(tenant, user, tier.name())));
            return builder;
        }
    }

    /** Collects contents. Each method refuses a bad value with {@link InvalidRequestException}. Not thread safe. */
    public static final class ContentsBuilder {

        private String standard;
        private final Map<String, Tier> tiers = new LinkedHashMap<>();
        private final Map<String, Map<String, String>> assigned = new HashMap<>();

        private ContentsBuilder(Tier standard) {
            this.standard = Checks.present(standard, "standard tier").name();
            tiers.put(this.standard, standard);
        }

        /** Defines a tier, or defines it anew. */
        public ContentsBuilder tier(Tier tier) {
            tiers.put(Checks.present(tier, "tier").name(), tier);
            return this;
        }

        /** Makes a defined tier that of whoever is assigned none. */
        public ContentsBuilder standard(String tier) {
            standard = Checks.present(tier, "standard tier");
            return this;
        }

        /** Gives a user a tier, which may be defined later; the last one given counts. */
        public ContentsBuilder assign(String tenant, String userId, String tier) {
            Checks.present(tier, "tier");
            assigned.computeIfAbsent(Checks.id(tenant, "tenant"), any -> new HashMap<>())
                    .put(Checks.id(userId, "user id"), tier);
            return this;
        }

        /** Gives a user the standard tier again. */
        public ContentsBuilder unassign(String tenant, String userId) {
            Map<String, String> users = assigned.get(tenant);
            if (users != null) {
                users.remove(userId);
            }
            return this;
        }

        /** Builds the contents; refuses a tier that is assigned and not defined. */
        public Contents build() {
            Map<String, Map<String, Tier>> resolved = new HashMap<>();
            assigned.forEach((tenant, users) -> {
                Map<String, Tier> ofTenant = new HashMap<>();
                users.forEach((user, tier) -> ofTenant.put(user, defined(tier, "user " + Checks.shown(user))));
                resolved.put(tenant, ofTenant);
            });
            Tier everybodyElse = defined(standard, "everybody else");
            Map<String, Tier> ordered = new LinkedHashMap<>();
            ordered.put(standard, everybodyElse);
            ordered.putAll(tiers);
            return new Contents(everybodyElse, Collections.unmodifiableMap(ordered), resolved);
        }

        private Tier defined(String name, String who) {
            @Nullable Tier tier = tiers.get(name);
            if (tier == null) {
                throw new InvalidRequestException(
                        "tier " + Checks.shown(name) + " of " + who + " is not defined; there are " + tiers.keySet());
            }
            return tier;
        }
    }
}
