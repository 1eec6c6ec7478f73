package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The users, or sessions, that ran out: when, how often, for how long, and how much of their traffic was refused. */
final class RunOut {

    private static final int MAX_SHOWN = 5;
    private static final int NAME_WIDTH = 16;
    private static final int WIDE_NAME_WIDTH = 40;
    private static final int WITH_CREDITS = 76;
    private static final int WITH_REFUSED_COST = 110;

    private final String what;
    private final long all;
    private final List<PayerTally> payers;

    /** Of these, which are called so, such as {@code Users}. */
    RunOut(String what, Collection<PayerTally> all) {
        this.what = what;
        this.all = all.size();
        this.payers = ReplayReport.ranOut(all);
    }

    int size() {
        return payers.size();
    }

    /** When the first of them ran out. */
    OptionalLong firstMillis() {
        return payers.isEmpty() ? OptionalLong.empty() : payers.get(0).firstOutMillis();
    }

    void write(TextPage page) {
        page.title(what + " who ran out");
        if (payers.isEmpty()) {
            page.line("  none of %s", count(all));
            return;
        }
        String which = size() > MAX_SHOWN ? "; the first of them, by the log's time:" : ", by the log's time:";
        page.line("  %s of %s%s", count(size()), count(all), which);
        boolean withCredits = page.columns() >= WITH_CREDITS;
        boolean withCost = page.columns() >= WITH_REFUSED_COST;
        List<String> headers = new ArrayList<>(List.of("", ">first at", ">refused", ">times", ">out for"));
        if (withCredits) {
            headers.addAll(List.of(">charged", "of"));
        }
        if (withCost) {
            headers.add(">refused credits");
        }
        Table table = new Table(headers.toArray(String[]::new));
        for (PayerTally payer : payers.subList(0, Math.min(MAX_SHOWN, size()))) {
            List<String> cells = new ArrayList<>(List.of(
                    cut(payer.name(), withCost ? WIDE_NAME_WIDTH : NAME_WIDTH),
                    traceTime(payer.firstOutMillis().orElse(0)),
                    count(payer.refused()) + " of " + count(payer.requests()),
                    count(payer.timesOut()),
                    traceTime(payer.outMillis())));
            if (withCredits) {
                cells.addAll(List.of(credits(payer.charged()), limit(payer)));
            }
            if (withCost) {
                cells.add(credits(payer.refusedCost()));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.lines().forEach(line -> page.line("  %s", line));
    }

    /** The limit that was reached first: {@code 3}, {@code 10 daily} for a window of this name, {@code 4000 tokens}. */
    static String limit(PayerTally payer) {
        Resource resource = payer.firstOutOfResource();
        AccountId account = payer.firstOutOf();
        if (resource == null || account == null) {
            return "";
        }
        OptionalLong limit = payer.firstOutTerms().limits().find(resource);
        String amount = limit.isEmpty()
                ? "-"
                : resource == Resource.CREDITS
                        ? shortCredits(Credits.ofUnits(limit.getAsLong()))
                        : count(limit.getAsLong()) + " " + resource;
        return windowOf(account).map(window -> amount + " " + window).orElse(amount);
    }

    /** The name of the window whose account it is. */
    static Optional<String> windowOf(AccountId account) {
        String prefix = Tier.Window.ACCOUNT_PREFIX;
        if (account.kind() != AccountId.Kind.POOL || !account.name().startsWith(prefix)) {
            return Optional.empty();
        }
        String rest = account.name().substring(prefix.length());
        return Optional.of(rest.substring(0, rest.indexOf(':')));
    }
}
