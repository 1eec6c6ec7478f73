package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.PreparedRequest;
import io.stipend.cli.replay.engine.RequestRunner;
import io.stipend.cli.replay.engine.RequestScript;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.ReservationStatus;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Efficiency;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.Locale;

/**
 * One reservation's life in words and numbers, as it happens: what is asked of the manager, what it answers, and the
 * accounts before and after. UTF-8 text that fits the screen.
 */
public final class Explanation {

    /** In how many parts an answer is shown, if it is long enough. */
    private static final int PARTS = 4;

    /** Where the amounts of an account fit on one line. */
    private static final int ONE_LINE = 76;

    private final ResourceManager manager;
    private final AccountAdministration accounts;
    private final BudgetPlan plan;
    private final Trace trace;
    private final RequestRunner runner;
    private final TextPage page;
    private int step;

    /** Explains requests of a trace. */
    public Explanation(
            ResourceManager manager, AccountAdministration accounts, BudgetPlan plan, Trace trace, TextPage page) {
        this.manager = manager;
        this.accounts = accounts;
        this.plan = plan;
        this.trace = trace;
        this.runner = new RequestRunner(manager, plan, trace, Checks.DEFAULT_TENANT, Long.MAX_VALUE);
        this.page = page;
    }

    /**
     * Runs what its accounts had to pay for before, then the request itself, and writes what happens.
     *
     * @param index which request, from 0
     * @return the reservation; or what was refused
     */
    public ReserveResult write(int index) {
        TraceRequest request = trace.requests().get(index);
        PreparedRequest prepared = runner.prepare(request);
        List<AccountId> path = List.copyOf(prepared.path().keySet());
        Tally before = runBefore(index, path);
        writeHeader(index, request, path, before);
        RequestScript script = prepared.script();
        ReserveResult result = reserve(prepared, path);
        if (result instanceof ReserveResult.Approved approved) {
            List<ResourceUsage> reports = script.reports(Math.max(1, (request.outputTokens() + PARTS - 1) / PARTS));
            for (int i = 0; i < reports.size(); i++) {
                report(approved.reservationId(), reports.get(i), i);
            }
            writeAccounts("reports move nothing on the account: what is held is held", path);
            settle(approved.reservationId(), script.truth(), path);
        }
        return result;
    }

    /** The requests before it that were charged to one of its accounts. */
    private Tally runBefore(int index, List<AccountId> path) {
        Tally tally = new Tally();
        for (TraceRequest earlier : trace.requests().subList(0, index)) {
            if (runner.prepare(earlier).path().keySet().stream().anyMatch(path::contains)) {
                runner.run(earlier, tally);
            }
        }
        return tally;
    }

    private void writeHeader(int index, TraceRequest request, List<AccountId> path, Tally before) {
        page.heading("Request " + count(index + 1L) + " of " + trace.name());
        if (trace.attribution() != null) {
            page.note("", trace.attribution());
        }
        page.note(
                "",
                traceTime(request.atMillis() - trace.startMillis()) + " into the trace, in session "
                        + trace.sessions().get(request.session()) + ": " + count(request.inputTokens(), "token")
                        + " in, " + count(request.outputTokens(), "token") + " out");
        page.note(
                "",
                "charged to "
                        + String.join(
                                " and ", path.stream().map(AccountId::toString).toList()) + ", after "
                        + count(before.get(Tally.Count.REQUESTED), "request") + " before it ("
                        + count(before.rejected()) + " refused)");
    }

    private ReserveResult reserve(PreparedRequest prepared, List<AccountId> path) {
        title("reserve: before the call, only the input is known, and the longest answer allowed");
        note(count(prepared.request().inputTokens(), "token") + " in, at most " + count(plan.maxOutput()) + " out, at "
                + plan.pricesInWords());
        writeAccounts("before", path);
        ReserveResult result = manager.reserveBudget(prepared.budget(Checks.DEFAULT_TENANT, null));
        if (result instanceof ReserveResult.Approved approved) {
            note("→ approved: holds " + shown(approved.held()));
            note("(time is not known before the call, so the default estimate is held)");
            note("reservation " + approved.reservationId());
        } else if (result instanceof ReserveResult.Rejected rejected) {
            note("→ rejected, " + rejected.rejection().code() + ": "
                    + rejected.rejection().message());
        }
        writeAccounts("after", path);
        return result;
    }

    private void report(ReservationId reservation, ResourceUsage usage, int chunk) {
        title(chunk == 0 ? "track: the input has been read" : "track: the answer streams, part " + chunk);
        TrackingReport report = manager.trackUsage(reservation, usage);
        note("+ " + shown(usage.amounts()));
        note("→ " + percent(report.usageRatio()) + " of the hold used: " + report.level());
        if (report.status() == ReservationStatus.EXCEEDED) {
            note("status EXCEEDED, which says that the critical level is reached; the hold is "
                    + (report.usageRatio() > 1 ? "exceeded" : "not exceeded"));
        }
        for (UsageLevel level : report.entered()) {
            note("entered " + level + ": resource." + level.name().toLowerCase(Locale.ROOT) + " is published");
        }
    }

    private void settle(ReservationId reservation, ResourceUsage truth, List<AccountId> path) {
        title("settle: with what the request did use");
        SettlementReport report = manager.finalizeUsage(reservation, truth);
        note("used " + shown(report.used()));
        note("→ " + report.status() + ": charged " + credits(report.charged().credits()) + ", returned "
                + credits(report.returned().credits()) + ", overrun "
                + credits(report.overrun().credits()) + " credits");
        writeAccounts("after", path);
        writeEfficiency(report);
    }

    private void writeEfficiency(SettlementReport report) {
        Efficiency efficiency = report.efficiency();
        double target = Efficiency.DEFAULT_TARGET;
        title("efficiency: how well the hold fitted");
        page.line("     r     the largest share of the hold that was used:");
        for (Resource resource : Resource.values()) {
            long held = report.held().get(resource);
            if (held > 0 && resource.isConsumable()) {
                long used = report.used().get(resource);
                page.line(
                        "       %-12s %12s of %12s  %.4f",
                        resource, amount(resource, used), amount(resource, held), (double) used / held);
            }
        }
        if (efficiency.ratio() <= target) {
            page.line("     use   r / %.1f = %.4f", target, efficiency.use());
        } else {
            page.line("     use   1 − (r − %1$.1f) / %1$.1f = %2$.4f, r above %1$.1f", target, efficiency.use());
        }
        long reserved = report.held().computeTime();
        page.line(
                "     time  %.4f: took %s of %s ms",
                efficiency.time(),
                count(
                        report.used().computeTime() > 0
                                ? report.used().computeTime()
                                : report.duration().toMillis()),
                count(reserved));
        page.line("     → use × time = %.4f", efficiency.score());
    }

    private void writeAccounts(String when, List<AccountId> path) {
        note(when + ":");
        for (AccountId id : path) {
            var found = accounts.show(id);
            if (found.isEmpty()) {
                page.line("       %s is not known yet", id);
            } else {
                AccountView account = found.get();
                String available = account.available(Resource.CREDITS).isPresent()
                        ? credits(account.available(Resource.CREDITS).getAsLong())
                        : "unlimited";
                page.line("       %s", id);
                page.line(
                        page.columns() < ONE_LINE
                                ? "         available %14s\n         reserved  %14s\n         spent     %14s"
                                : "         available %14s   reserved %11s   spent %13s",
                        available,
                        credits(account.reserved().credits()),
                        credits(account.spent().credits()));
            }
        }
    }

    private static String shown(ResourceVector amounts) {
        StringBuilder text = new StringBuilder();
        for (Resource resource : Resource.values()) {
            if (resource.isConsumable() && amounts.get(resource) > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(amount(resource, amounts.get(resource)))
                        .append(
                                switch (resource) {
                                    case CREDITS -> " credits";
                                    case TOKENS -> " tokens";
                                    case API_CALLS -> " API calls";
                                    case COMPUTE_TIME -> " ms";
                                    case MEMORY -> " bytes";
                                    case SLOTS -> " slots";
                                });
            }
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static String amount(Resource resource, long amount) {
        return resource == Resource.CREDITS ? credits(amount) : count(amount);
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }

    private void title(String title) {
        page.line("");
        page.paragraph(String.format(Locale.ROOT, "%2d  ", ++step), title);
    }

    private void note(String text) {
        page.paragraph("     ", text);
    }
}
