package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.BudgetPlan;
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
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * One reservation's life in words and numbers, as it happens: what is asked of the manager, what it answers, and the
 * accounts before and after. At most 100 columns of UTF-8 text.
 */
public final class Explanation {

    private static final String RULE = "─".repeat(96);

    private final ResourceManager manager;
    private final AccountAdministration accounts;
    private final BudgetPlan plan;
    private final Trace trace;
    private final RequestRunner runner;
    private final TextPage page;
    private int step;

    /** Explains requests of a trace. */
    public Explanation(
            ResourceManager manager, AccountAdministration accounts, BudgetPlan plan, Trace trace, PrintWriter out) {
        this.manager = manager;
        this.accounts = accounts;
        this.plan = plan;
        this.trace = trace;
        this.runner = new RequestRunner(manager, plan, trace, Checks.DEFAULT_TENANT);
        this.page = new TextPage(out);
    }

    /**
     * Runs what its accounts had to pay for before, then the request itself, and writes what happens.
     *
     * @param index which request, from 0
     * @return the reservation; or what was refused
     */
    public ReserveResult write(int index) {
        TraceRequest request = trace.requests().get(index);
        List<AccountId> path = runner.path(request);
        Tally before = runBefore(index, path);
        writeHeader(index, request, path, before);
        RequestScript script = RequestScript.of(request, plan);
        ReserveResult result = reserve(request, script, path);
        if (result instanceof ReserveResult.Approved approved) {
            for (int i = 0; i < script.reports().size(); i++) {
                report(approved.reservationId(), script.reports().get(i), i);
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
            if (runner.path(earlier).stream().anyMatch(path::contains)) {
                runner.run(earlier, tally);
            }
        }
        return tally;
    }

    private void writeHeader(int index, TraceRequest request, List<AccountId> path, Tally before) {
        page.line("Request %s of %s", count(index + 1L), trace.name());
        page.line(RULE);
        if (trace.attribution() != null) {
            page.line("  %s", trace.attribution());
        }
        page.line(
                "  %s into the trace, in session %s: %s in, %s out",
                traceTime(request.atMillis() - trace.startMillis()),
                trace.sessions().get(request.session()),
                count(request.inputTokens(), "token"),
                count(request.outputTokens(), "token"));
        page.line(
                "  charged to %s, after %s before it (%s refused)",
                String.join(" and ", path.stream().map(AccountId::toString).toList()),
                count(before.get(Tally.Count.REQUESTED), "request"),
                count(before.rejected()));
    }

    private ReserveResult reserve(TraceRequest request, RequestScript script, List<AccountId> path) {
        title("reserve: before the call, only the input is known, and the longest answer allowed");
        page.line(
                "     %s × %s  +  %s × %s credits a million",
                count(request.inputTokens()),
                shortCredits(plan.pricing().input()),
                count(plan.maxOutput()),
                shortCredits(plan.pricing().output()));
        writeAccounts("before", path);
        ReserveResult result = manager.reserveBudget(runner.budgetRequest(request, script));
        if (result instanceof ReserveResult.Approved approved) {
            page.line("     → approved: holds %s", shown(approved.held()));
            page.line("       (time is not known before the call, so the default estimate is held)");
            page.line("       reservation %s", approved.reservationId());
        } else if (result instanceof ReserveResult.Rejected rejected) {
            page.line("     → rejected, %s:", rejected.rejection().code());
            page.line("       %s", rejected.rejection().message());
        }
        writeAccounts("after", path);
        return result;
    }

    private void report(ReservationId reservation, ResourceUsage usage, int chunk) {
        title(chunk == 0 ? "track: the input has been read" : "track: the answer streams, part " + chunk);
        TrackingReport report = manager.trackUsage(reservation, usage);
        page.line("     + %s", shown(usage.amounts()));
        page.line("     → %s of the hold used: %s", percent(report.usageRatio()), report.level());
        if (report.status() == ReservationStatus.EXCEEDED) {
            page.line(
                    "       status EXCEEDED, which says that the critical level is reached; the hold is %s",
                    report.usageRatio() > 1 ? "exceeded" : "not exceeded");
        }
        for (UsageLevel level : report.entered()) {
            page.line(
                    "       entered %s: resource.%s is published",
                    level, level.name().toLowerCase(Locale.ROOT));
        }
    }

    private void settle(ReservationId reservation, ResourceUsage truth, List<AccountId> path) {
        title("settle: with what the request did use");
        SettlementReport report = manager.finalizeUsage(reservation, truth);
        page.line("     used %s", shown(report.used()));
        page.line(
                "     → %s: charged %s, returned %s, overrun %s credits",
                report.status(),
                credits(report.charged().credits()),
                credits(report.returned().credits()),
                credits(report.overrun().credits()));
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
                        "             %-12s %14s of %14s   %.4f",
                        resource, amount(resource, used), amount(resource, held), (double) used / held);
            }
        }
        if (efficiency.ratio() <= target) {
            page.line("     use   r / %.1f = %.4f", target, efficiency.use());
        } else {
            page.line(
                    "     use   1 − (r − %1$.1f) / %1$.1f = %2$.4f, r being above the target %1$.1f",
                    target, efficiency.use());
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
        page.line("     %s:", when);
        for (AccountId id : path) {
            var found = accounts.show(id);
            if (found.isEmpty()) {
                page.line("       %-20s not known yet", id);
            } else {
                AccountView account = found.get();
                page.line(
                        "       %-20s available %15s   reserved %12s   spent %14s",
                        id,
                        account.available(Resource.CREDITS).isPresent()
                                ? credits(account.available(Resource.CREDITS).getAsLong())
                                : "unlimited",
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
        page.line("%2d  %s", ++step, title);
    }
}
