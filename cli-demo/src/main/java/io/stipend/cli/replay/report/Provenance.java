package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.HoldMethod;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.trace.Trace;
import java.util.Locale;
import java.util.stream.Stream;

/** What was replayed, and how: whoever doubts a report looks here. */
final class Provenance {

    private final ReplayReport report;
    private final Trace trace;

    private Provenance(ReplayReport report) {
        this.report = report;
        this.trace = report.trace();
    }

    static void write(ReplayReport report, TextPage page) {
        page.title("What was replayed, and how");
        notes(report).forEach(note -> page.note(note.name() + ":", note.text()));
        String workers =
                report.workers().isPresent() ? ", " + count(report.workers().getAsInt(), "worker") : "";
        report.trace().notes().lines().forEach(line -> page.paragraph("  ", line));
        page.note("run on:", report.store() + " store, events: " + report.events() + workers);
    }

    /**
     * One thing to know.
     *
     * @param name what it is about
     */
    record Note(String name, String text) {}

    /** All there is to know, in the order in which it is shown. */
    static Stream<Note> notes(ReplayReport report) {
        return new Provenance(report).all();
    }

    private Stream<Note> all() {
        long own = report.tally().get(Tally.Count.HELD_BY_OWN_FIGURES);
        long requests = report.tally().get(Tally.Count.REQUESTED);
        Stream.Builder<Note> notes = Stream.builder();
        if (trace.attribution() != null) {
            notes.add(new Note("log", trace.attribution()));
        }
        notes.add(new Note("users", whoseSessions(trace, report.plan(), report.users())));
        notes.add(new Note("limits", report.plan().policy().inWords()));
        notes.add(new Note("prices", prices(report.plan(), own, requests)));
        notes.add(new Note("holds", holds(report.plan().holds(), own, requests)));
        notes.add(new Note(
                "time",
                report.isSimulated() ? simulated(trace, report.rates()) : "as fast as it went, on the store's clock"));
        long waited = report.tally().get(Tally.Count.WAITED);
        if (waited > 0) {
            notes.add(new Note(
                    "waits",
                    count(waited, "request") + " waited for the one before in the session, "
                            + traceTime(report.tally().get(Tally.Count.WAITED_MILLIS) / waited) + " on average"));
        }
        return notes.build();
    }

    /**
     * What requests cost.
     *
     * @param own how many of them cost what the log says
     */
    static String prices(BudgetPlan plan, long own, long requests) {
        if (own == requests && requests > 0) {
            return "each request costs what the log says";
        }
        return plan.pricesInWords() + (own == 0 ? "" : "; " + count(own, "request") + " cost what the log says");
    }

    /**
     * What requests hold.
     *
     * @param own how many of them hold what they did cost and use
     */
    static String holds(HoldMethod holds, long own, long requests) {
        String priced = "the price of the input and of " + output(holds);
        if (own == 0) {
            return priced;
        }
        return own == requests
                ? "what each request did cost and use, as no price is given"
                : priced + "; of " + count(own, "request") + " without a price, what they did cost and use";
    }

    private static String output(HoldMethod holds) {
        String most = count(holds.maxOutput(), "token");
        String forecast = " that a forecast from the requests before says; at most " + most;
        String risk = String.format(Locale.ROOT, "%s %%", number(100 * holds.risk()));
        return switch (holds.kind()) {
            case CAP -> most + " of answer";
            case FORECAST -> "an answer that " + risk + " are longer than," + forecast;
            case LADDER ->
                "an answer as long as has come and a step more," + forecast + "; what " + risk
                        + " are longer than must be available";
        };
    }

    /** In whose time calls ran, and how fast. */
    static String simulated(Trace trace, Rates rates) {
        boolean all =
                trace.requests().stream().allMatch(request -> request.duration().isPresent());
        String speeds = number(rates.inputTokensPerSecond()) + " tokens in and " + number(rates.tokensPerSecond())
                + " out a second";
        return "simulated: " + (all ? "calls take as long as the log says" : speeds) + ", a report every "
                + (rates.reportEvery() == Rates.BY_TIME ? "2 s" : count(rates.reportEvery(), "token"));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? count((long) value) : String.format(Locale.ROOT, "%s", value);
    }

    /** Who the users are, and how sessions were dealt where the log does not say. */
    static String whoseSessions(Trace trace, BudgetPlan plan, long users) {
        long named = trace.requestsWithUser();
        String dealt = "dealt to " + count(plan.users(), "user") + " by their number";
        if (named == 0) {
            return "the log names no users: sessions are " + dealt;
        }
        return named == trace.requests().size()
                ? count(users, "user") + ", named by the log"
                : "the log names the users of " + count(named, "request") + "; the other sessions are " + dealt;
    }
}
