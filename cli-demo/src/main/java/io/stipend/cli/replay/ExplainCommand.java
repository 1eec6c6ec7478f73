package io.stipend.cli.replay;

import io.stipend.cli.console.Screen;
import io.stipend.cli.console.Usage;
import io.stipend.cli.events.EventLines;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.report.Explanation;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceSource;
import io.stipend.core.ReserveResult;
import io.stipend.core.Stipend;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.MetricsSettings;
import io.stipend.events.EventPublishers;
import io.stipend.events.ResourceEvent;
import io.stipend.store.memory.MemoryConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend explain}: one reservation's life, step by step. */
@Command(
        name = "explain",
        description = {
            "Shows one reservation's life on the bundled trace, step by step: the account before and after each verb,"
                    + " the events, the efficiency and how it came about.",
            ""
        })
public final class ExplainCommand implements Callable<Integer> {

    /** Its answer nearly fills the cap, so that it passes both levels, one after the other. */
    private static final String DEFAULT_REQUEST = "2024";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            defaultValue = DEFAULT_REQUEST,
            description = "The number of the request in the trace, from 1 (default: " + DEFAULT_REQUEST
                    + ", which comes close to its hold).")
    private int number;

    @Mixin
    private final BudgetOptions budgets = new BudgetOptions();

    @Override
    public Integer call() {
        StipendConfig config = budgets.limit(ReplayConfig.of(StipendConfig.of(MemoryConfig.DEFAULT)));
        BudgetPlan plan = budgets.plan(budgets.policy(config));
        Trace trace = TraceReader.read(TraceSource.bundled());
        Usage.range(spec, "request number N", number, 1, trace.requests().size());
        Queue<ResourceEvent> events = new ConcurrentLinkedQueue<>();
        PrintWriter out = spec.commandLine().getOut();
        TextPage page = new TextPage(out, Screen.columns());
        Extensions recording = Extensions.none()
                .withEvents(EventPublishers.listeners()
                        .on(ResourceEvent.class, events::add)
                        .build());
        try (Deployment deployment = Deployment.start(config.withMetrics(MetricsSettings.NONE), recording)) {
            Stipend stipend = deployment.stipend();
            Explanation explanation = new Explanation(stipend.manager(), stipend.accounts(), plan, trace, page);
            ReserveResult result = explanation.write(number - 1);
            stipend.drain();
            EventLines.write(eventsOf(result, events), page);
            out.flush();
        }
        return ExitCode.OK;
    }

    /** Those of one reservation; a refused one has none. */
    private static List<ResourceEvent> eventsOf(ReserveResult result, Queue<ResourceEvent> events) {
        return result.approved()
                .map(approved -> events.stream()
                        .filter(event ->
                                event.stream().equals(approved.reservationId().value()))
                        .toList())
                .orElse(List.of());
    }
}
