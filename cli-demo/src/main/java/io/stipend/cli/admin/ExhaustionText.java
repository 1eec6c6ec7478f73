package io.stipend.cli.admin;

import io.stipend.cli.text.Json;
import io.stipend.cli.text.Times;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.foresight.advice.Exhaustion;
import io.stipend.foresight.advice.RecentSpending;
import org.jspecify.annotations.Nullable;

/**
 * When an account's credits will be used up, for people and for programs.
 *
 * @param exhaustion null if it has no limit of credits
 * @param asOfMillis up to when spending is known
 * @param periodEndsAtMillis when the account's limit starts anew
 */
record ExhaustionText(@Nullable Exhaustion exhaustion, long asOfMillis, long periodEndsAtMillis) {

    /** Looks up what the account spent lately. */
    static ExhaustionText of(BookInspection books, AccountView view, long nowMillis) {
        RecentSpending spending = RecentSpending.read(books, view.account(), nowMillis);
        return new ExhaustionText(
                spending.exhaustion(view).orElse(null), spending.asOfMillis(), view.periodEndsAtMillis());
    }

    /** What there is to say, in a sentence or two. */
    String sentence() {
        if (exhaustion == null) {
            return "It has no limit of credits, so it is never empty.";
        }
        if (exhaustion instanceof Exhaustion.At at) {
            return "If it goes on spending as in the last hours, it is empty " + Times.local(at.expectedMillis())
                    + ", and with 80 % probability from " + Times.local(at.earliestMillis()) + " to "
                    + Times.local(at.latestMillis()) + "." + checked(at)
                    + (at.expectedMillis() < periodEndsAtMillis ? "" : " Its period ends before.");
        }
        if (exhaustion instanceof Exhaustion.TooEarly tooEarly) {
            return "Too little is known of its spending; ask again in "
                    + tooEarly.enoughIn().toMinutes() + " min.";
        }
        if (exhaustion instanceof Exhaustion.TooBursty bursty) {
            return "It spends in bursts, too far apart to say when it is empty; hardly before "
                    + Times.local(bursty.earliestMillis()) + ".";
        }
        return exhaustion instanceof Exhaustion.Empty
                ? "No credits are available now."
                : "It spends nothing, or so little that its credits last for more than a year.";
    }

    private static String checked(Exhaustion.At at) {
        return at.checks() == 0
                ? ""
                : " Of " + at.checks() + " such intervals, " + Math.round(100 * at.measuredCoverage())
                        + " % came true.";
    }

    /** The same, with the members of the service's answer; null without a limit. */
    @Nullable
    Json json() {
        if (exhaustion == null) {
            return null;
        }
        Json json = new Json().with("state", exhaustion.label()).with("asOf", Times.utc(asOfMillis));
        if (exhaustion instanceof Exhaustion.At at) {
            json.with("expectedAt", Times.utc(at.expectedMillis()))
                    .with("earliestAt", Times.utc(at.earliestMillis()))
                    .with("latestAt", Times.utc(at.latestMillis()))
                    .with("beforePeriodEnds", at.expectedMillis() < periodEndsAtMillis)
                    .with("measuredCoverage", at.checks() == 0 ? null : at.measuredCoverage())
                    .with("checks", at.checks());
        } else if (exhaustion instanceof Exhaustion.TooBursty bursty) {
            json.with("earliestAt", Times.utc(bursty.earliestMillis()));
        } else if (exhaustion instanceof Exhaustion.TooEarly tooEarly) {
            json.with("enoughInMillis", tooEarly.enoughIn().toMillis());
        }
        return json;
    }
}
