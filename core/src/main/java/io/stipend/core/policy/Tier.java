package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription allows one user: terms of the user's own account, further windows, the largest single reservation,
 * the most concurrent executions, a lease, and what is booked when it runs out. Immutable; start with {@link #builder}.
 *
 * <pre>{@code
 * Tier pro = Tier.builder("pro")
 *         .terms(new AccountTerms(Limits.credits(Credits.of(100)), ResourceVector.ZERO, LimitPeriod.monthly(utc)))
 *         .window("daily", Limits.credits(Credits.of(10)), LimitPeriod.daily(utc))
 *         .largest(Limits.credits(Credits.of(2)))
 *         .concurrent(8)
 *         .lease(Duration.ofMinutes(2))
 *         .build();
 * }</pre>
 *
 * <p>Terms are sent with every reserve, so a changed tier takes effect with the next one, and an override or a grant kept
 * in the store wins over it. The most concurrent executions are a limit of {@link Resource#SLOTS} on the user's account:
 * each reservation holds one slot from reserve to close.
 */
public final class Tier {

    /** The most windows of a tier: on a path of eight accounts they leave room for the user, its swarm and two pools. */
    public static final int MAX_WINDOWS = 4;

    private static final int MAX_STRATEGY_BYTES = 256;

    private final String name;
    private final AccountTerms terms;
    private final List<Window> windows;
    private final Limits largest;
    private final long leaseMillis;
    private final @Nullable OnExpiry onExpiry;
    private final @Nullable String advice;

    /** The terms of the user's account, then those of each window: made once, so that a store sees the same instances. */
    private final List<AccountTerms> allTerms;

    private Tier(Builder builder) {
        name = builder.name;
        terms = builder.termsWithSlots();
        windows = List.copyOf(builder.windows);
        largest = builder.largest;
        leaseMillis = builder.leaseMillis;
        onExpiry = builder.onExpiry;
        advice = builder.advice;
        List<AccountTerms> all = new ArrayList<>();
        all.add(terms);
        windows.forEach(window -> all.add(window.terms()));
        allTerms = List.copyOf(all);
    }

    /**
     * Starts a tier that limits nothing.
     *
     * @param name names it in messages: an id of at most 128 bytes
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Names it in messages. */
    public String name() {
        return name;
    }

    /** The terms of the user's own account, the limit of concurrent executions included. */
    public AccountTerms terms() {
        return terms;
    }

    /** Further accounts of the user, each with limits and a period of its own, in the order in which they are checked. */
    public List<Window> windows() {
        return windows;
    }

    /** The most that one reservation may hold of each resource, its extensions included. */
    public Limits largest() {
        return largest;
    }

    /** The most executions at the same time; empty when there is no such limit. */
    public OptionalLong concurrent() {
        return terms.limits().find(Resource.SLOTS);
    }

    /** How long a hold of the user's lives unless renewed or the request says otherwise, in ms; 0 for the manager's. */
    public long leaseMillis() {
        return leaseMillis;
    }

    /** What is booked when a lease of the user's runs out, unless the request says otherwise; null for what the manager says. */
    public @Nullable OnExpiry onExpiry() {
        return onExpiry;
    }

    /** By which strategy the user's steps are advised that ask for it; null for what the advisor does by default. */
    public @Nullable String advice() {
        return advice;
    }

    /** The terms of the user's account, then those of each window; the same list each time. */
    public List<AccountTerms> allTerms() {
        return allTerms;
    }

    /**
     * The rejection of a reservation that would hold too much; null when it would not.
     *
     * @param envelope what it would hold in all
     */
    public @Nullable Rejection tooLarge(ResourceVector envelope) {
        if (!largest.limitAnything()) {
            return null;
        }
        for (Resource resource : Resource.values()) {
            long max = largest.get(resource);
            if (max != Limits.UNLIMITED && envelope.get(resource) > max) {
                return Rejection.tooLarge(name, resource, envelope.get(resource), max);
            }
        }
        return null;
    }

    /** The rejection of an extension, which the store has refused because of this tier's largest reservation. */
    public Rejection tooLarge(ExtendOutcome.TooLarge excess) {
        return Rejection.tooLarge(name, excess.resource(), excess.needed(), excess.mostHeld());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Tier that
                        && name.equals(that.name)
                        && terms.equals(that.terms)
                        && windows.equals(that.windows)
                        && largest.equals(that.largest)
                        && leaseMillis == that.leaseMillis
                        && onExpiry == that.onExpiry
                        && Objects.equals(advice, that.advice));
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + terms.hashCode();
    }

    @Override
    public String toString() {
        return "Tier[" + name + ", " + terms + ", windows " + windows + ", largest " + largest + ", lease "
                + (leaseMillis == 0 ? "of the manager" : leaseMillis + " ms") + ", on expiry "
                + (onExpiry == null ? "of the manager" : onExpiry) + (advice == null ? "" : ", advice " + advice) + ']';
    }

    /** Collects a tier. Each method refuses a bad value with {@link InvalidRequestException}. Not thread safe. */
    public static final class Builder {

        private final String name;
        private AccountTerms terms = AccountTerms.UNLIMITED;
        private final List<Window> windows = new ArrayList<>();
        private Limits largest = Limits.NONE;
        private long concurrent = Limits.UNLIMITED;
        private long leaseMillis;
        private @Nullable OnExpiry onExpiry;
        private @Nullable String advice;

        private Builder(String name) {
            this.name = Checks.id(name, "tier");
        }

        /** The terms of the user's own account; unlimited unless set. */
        public Builder terms(AccountTerms accountTerms) {
            terms = Checks.present(accountTerms, "terms");
            return this;
        }

        /** One more account of the user's, besides the user's own; at most {@value Tier#MAX_WINDOWS}. */
        public Builder window(String windowName, Limits limits, LimitPeriod period) {
            Window window = new Window(windowName, limits, period);
            for (Window other : windows) {
                if (other.name().equals(windowName)) {
                    throw new InvalidRequestException("tier " + Checks.shown(name) + " has the window "
                            + Checks.shown(windowName) + " twice; name it once");
                }
            }
            if (windows.size() == MAX_WINDOWS) {
                throw new InvalidRequestException("tier " + Checks.shown(name) + " has more than " + MAX_WINDOWS
                        + " windows; " + Checks.shown(windowName) + " is one too many");
            }
            windows.add(window);
            return this;
        }

        /** The most that one reservation may hold. Not of slots: each reservation holds one. */
        public Builder largest(Limits limits) {
            if (Checks.present(limits, "largest reservation").get(Resource.SLOTS) != Limits.UNLIMITED) {
                throw new InvalidRequestException("the largest reservation of tier " + Checks.shown(name)
                        + " limits slots, of which each reservation holds one; limit concurrent executions instead");
            }
            largest = limits;
            return this;
        }

        /** The most executions at the same time, in place of the limit of slots that the terms may have. */
        public Builder concurrent(long executions) {
            concurrent = Resource.SLOTS.checked(executions);
            return this;
        }

        /** How long a hold lives unless renewed or the request says otherwise; the manager's lease unless set. */
        public Builder lease(Duration lease) {
            leaseMillis = ManagerConfig.leaseMillis(lease);
            return this;
        }

        /** What is booked when a lease runs out, unless the request says otherwise; as the manager says unless set. */
        public Builder onExpiry(OnExpiry choice) {
            onExpiry = Checks.present(choice, "what to book on expiry");
            return this;
        }

        /** By which strategy steps are advised that ask for it, as the advisor names strategies; as it does by default unless set. */
        public Builder advice(String strategy) {
            advice = Checks.text(strategy, "strategy", MAX_STRATEGY_BYTES);
            return this;
        }

        /** Builds the tier. */
        public Tier build() {
            return new Tier(this);
        }

        private AccountTerms termsWithSlots() {
            return concurrent == Limits.UNLIMITED
                    ? terms
                    : new AccountTerms(
                            terms.limits().with(Resource.SLOTS, concurrent), terms.overdraft(), terms.period());
        }
    }

    /**
     * One more limit of a tier's users, in a period of its own: 10 credits a day, say, besides 100 a month. It is an account
     * of kind {@code POOL} for each user, which can be shown, overridden and granted to like any other. Immutable.
     *
     * <p>Two tiers that have a window of the same name mean the same account: who moves between them takes along what was
     * used.
     *
     * @param name names it: an id of at most {@value #MAX_NAME_BYTES} bytes without a colon
     * @param terms what the account may use; the same instance each time, which saves the store a comparison
     */
    public record Window(String name, AccountTerms terms) {

        /** The longest name, in bytes of UTF-8. */
        public static final int MAX_NAME_BYTES = 32;

        /** What the names of all windows' accounts begin with; no other pool's may. */
        public static final String ACCOUNT_PREFIX = "window:";

        public Window {
            Checks.id(name, "window");
            Checks.text(name, "window", MAX_NAME_BYTES);
            if (name.indexOf(':') >= 0) {
                throw new InvalidRequestException("window " + Checks.shown(name)
                        + " has a colon, which ends it in the name of its accounts; choose another name");
            }
            Checks.present(terms, "terms");
        }

        /** A window without overdraft. */
        public Window(String name, Limits limits, LimitPeriod period) {
            this(name, new AccountTerms(limits, ResourceVector.ZERO, period));
        }

        /**
         * The account of a user: the pool {@code window:NAME:USER}, another for every name and user.
         *
         * @throws InvalidRequestException when that is longer than an id may be: a user's id may have 128 bytes less those of
         *     {@code window:NAME:}
         */
        public AccountId accountOf(String tenant, String userId) {
            return new AccountId(tenant, AccountId.Kind.POOL, accountName(Checks.id(userId, "user id")));
        }

        private String accountName(String userId) {
            String account = ACCOUNT_PREFIX + name + ':' + userId;
            try {
                return Checks.id(account, "pool id");
            } catch (InvalidRequestException e) {
                throw new InvalidRequestException("user id " + Checks.shown(userId) + " is too long for the window "
                        + Checks.shown(name) + ": its account " + Checks.shown(account) + " would have more than "
                        + Checks.MAX_ID_BYTES + " bytes; shorten the user id or the window's name");
            }
        }
    }
}
