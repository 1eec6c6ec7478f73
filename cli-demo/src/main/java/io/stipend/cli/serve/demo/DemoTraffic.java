package io.stipend.cli.serve.demo;

import io.stipend.cli.text.Json;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agents that do what a trace says, sixty times as fast, and begin anew when it ends; beside them a few that work long, split their
 * budgets, crash, or have too little. Where the service cannot keep up, the trace goes slower: the number of agents is bounded. Runs until
 * it is closed; thread safe.
 */
public final class DemoTraffic implements AutoCloseable {

    /** How many times as fast as the trace. */
    public static final int SPEED = 60;

    /** How the service is to be configured: budgets of an hour, some of which do not last for it, and machines that some users share. */
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("store.type", "memory"),
            Map.entry("limits.user.credits", "400"),
            Map.entry("limits.user.period", "hour"),
            Map.entry("limits.swarm.credits", "6000"),
            Map.entry("limits.swarm.period", "hour"),
            Map.entry("pools.definitions.gpus.slots", "8"),
            Map.entry("pools.definitions.gpus.others.most.slots", "6"),
            Map.entry("pools.definitions.gpus.members.ines.weight", "3"),
            Map.entry("pools.definitions.gpus.members.milo.minimum.slots", "2"),
            Map.entry("pools.definitions.gpus.members.quinn.weight", "2"),
            Map.entry("pools.definitions.gpus.members.wei.most.slots", "2"));

    private static final Logger log = LoggerFactory.getLogger(DemoTraffic.class);

    private static final int CREATED = 201;
    private static final int MAX_OUTPUT_TOKENS = 1_024;

    /** How fast an answer comes, in tokens a second of the trace's time. */
    private static final int TOKENS_PER_SECOND = 40;

    private static final long LEAST_CALL_MILLIS = 300;

    /** How many agents of the trace work at once, at most: about twice as many as usually do. */
    static final int MAX_AT_WORK = 128;

    private static final long FULL_PAUSE_MILLIS = 20;

    private final DemoClient client;
    private final Trace trace;
    private final AtomicInteger atWork = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "stipend-demo");
        thread.setDaemon(true);
        return thread;
    });

    /** What a model costs, in credits for a million tokens. */
    private record Model(String name, String input, String output) {

        BigDecimal cost(long inputTokens, long outputTokens) {
            return new BigDecimal(input)
                    .multiply(BigDecimal.valueOf(inputTokens))
                    .add(new BigDecimal(output).multiply(BigDecimal.valueOf(outputTokens)))
                    .movePointLeft(6)
                    .setScale(Credits.SCALE, RoundingMode.HALF_UP);
        }
    }

    private static final List<Model> MODELS = List.of(
            new Model("sonnet", "3", "15"),
            new Model("haiku", "1", "5"),
            new Model("sonnet", "3", "15"),
            new Model("opus", "5", "25"),
            new Model("haiku", "1", "5"));

    private DemoTraffic(URI address, Trace trace) {
        this.client = new DemoClient(address, clock);
        this.trace = trace;
    }

    /** Starts agents that call the service at an address, where no key is asked for. */
    public static DemoTraffic start(URI address, Trace trace) {
        DemoTraffic traffic = new DemoTraffic(address, trace);
        DemoScene scene = new DemoScene(traffic.client, traffic.clock);
        var unused = scene.prepare().whenComplete((done, failure) -> {
            if (failure != null) {
                log.warn("the demo's budgets are not as they should be", failure);
            }
            scene.begin();
            traffic.pass(0);
        });
        return traffic;
    }

    /** Sends the requests of the trace, each when it is due, then again. */
    private void pass(long number) {
        next(number, 0, System.nanoTime());
    }

    /** Begins what is due, from one request of the trace on. While the service is behind, the trace's time stands still. */
    private void next(long pass, int index, long beganNanos) {
        for (int at = index; at < trace.requests().size(); at++) {
            TraceRequest request = trace.requests().get(at);
            int from = at;
            long nowNanos = System.nanoTime();
            if (atWork.get() >= MAX_AT_WORK) {
                schedule(() -> next(pass, from, beganNanos + System.nanoTime() - nowNanos), FULL_PAUSE_MILLIS);
                return;
            }
            long dueNanos =
                    TimeUnit.MILLISECONDS.toNanos(request.atMillis() - trace.startMillis()) / SPEED + beganNanos;
            if (dueNanos > nowNanos) {
                schedule(() -> next(pass, from, beganNanos), TimeUnit.NANOSECONDS.toMillis(dueNanos - nowNanos) + 1);
                return;
            }
            call(pass, request);
        }
        pass(pass + 1);
    }

    /** One call of an agent: reserve, report when the input has been read, settle when the answer has come. */
    private void call(long pass, TraceRequest request) {
        Model model = MODELS.get(request.session() % MODELS.size());
        String id = "call-" + pass + '-' + request.line();
        long input = request.inputTokens();
        long output = request.outputTokens();
        long tookMillis = LEAST_CALL_MILLIS + output * 1_000 / TOKENS_PER_SECOND;
        Json reserve = new Json()
                .with("id", id)
                .with("user", DemoScene.userOf(request.session()))
                .with("swarm", DemoScene.swarmOf(request.session()))
                .with("leaseMillis", 60_000)
                .with("attributes", new Json().with("model", model.name()))
                .with("constraints", amounts(model.cost(input, MAX_OUTPUT_TOKENS), input + MAX_OUTPUT_TOKENS));
        String place = "/v1/reservations/" + id;
        atWork.incrementAndGet();
        client.send("/v1/reservations", reserve, status -> {
            if (status != CREATED) {
                atWork.decrementAndGet();
            } else {
                Json read = new Json().with("used", amounts(model.cost(input, 0), input));
                Json all = new Json().with("used", amounts(model.cost(input, output), input + output));
                schedule(() -> client.send(place + "/usage", read), LEAST_CALL_MILLIS / SPEED);
                schedule(
                        () -> client.send(place + "/settle", all, settled -> atWork.decrementAndGet()),
                        tookMillis / SPEED + 20);
            }
        });
    }

    static Json amounts(BigDecimal credits, long tokens) {
        return new Json()
                .with("credits", credits.toPlainString())
                .with("tokens", tokens)
                .with("apiCalls", 1);
    }

    private void schedule(Runnable task, long afterMillis) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(task, afterMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Begins nothing more; does not wait for what is under way. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
