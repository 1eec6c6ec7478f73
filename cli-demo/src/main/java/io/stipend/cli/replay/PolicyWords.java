package io.stipend.cli.replay;

import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Format;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import io.stipend.deploy.StipendConfig;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a configuration allows, in a sentence. */
final class PolicyWords {

    private PolicyWords() {}

    /** The tiers, or what every user may use, and what sessions may. */
    static String of(StipendConfig config) {
        String users = config.tiers()
                .contents()
                .map(PolicyWords::tiers)
                .orElseGet(() -> terms(config.limits().user()) + " per user");
        AccountTerms session = config.limits().swarm();
        return session.limits().limitAnything() ? users + "; " + terms(session) + " per session" : users;
    }

    private static String tiers(TierTable.Contents contents) {
        return contents.tiers().stream()
                .map(tier -> tier.name()
                        + (tier.equals(contents.standard()) ? " (for everybody else): " : ": ")
                        + tier(tier))
                .collect(Collectors.joining("; "));
    }

    private static String tier(Tier tier) {
        return Stream.concat(
                        Stream.of(terms(tier.terms())),
                        tier.windows().stream().map(window -> window.name() + " " + terms(window.terms())))
                .collect(Collectors.joining(", "));
    }

    private static String terms(AccountTerms terms) {
        if (!terms.limits().limitAnything()) {
            return "unlimited";
        }
        String amounts = Stream.of(Resource.values())
                .filter(resource -> terms.limits().get(resource) != Limits.UNLIMITED)
                .map(resource -> amount(resource, terms.limits().get(resource)))
                .collect(Collectors.joining(", "));
        return terms.period().unit() == LimitPeriod.Unit.NEVER ? amounts : amounts + " every " + terms.period();
    }

    private static String amount(Resource resource, long amount) {
        return switch (resource) {
            case CREDITS -> Format.creditsInWords(Credits.ofUnits(amount));
            case TOKENS -> Format.count(amount, "token");
            case API_CALLS -> Format.count(amount, "API call");
            case SLOTS -> amount + " at a time";
            case COMPUTE_TIME, MEMORY ->
                Amounts.format(resource, amount) + " of "
                        + resource.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
