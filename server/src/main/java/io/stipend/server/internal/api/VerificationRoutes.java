package io.stipend.server.internal.api;

import static io.stipend.deploy.sections.ApiKey.Permission.OPERATE;

import io.stipend.audit.Drift;
import io.stipend.audit.Remedy;
import io.stipend.audit.Verification;
import io.stipend.audit.Verified;
import io.stipend.core.model.OperationId;
import io.stipend.deploy.Deployment;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/**
 * Verifications of a tenant's books: started, and looked at until they are done. One runs at a time; the latest are kept, in this process
 * alone. Thread safe.
 */
public final class VerificationRoutes implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(VerificationRoutes.class);

    private static final int KEPT = 32;
    private static final int MAX_WAITING = 8;
    private static final int MAX_FINDINGS = 1_000;

    private final Deployment deployment;
    private final Deque<Run> latest = new ArrayDeque<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "stipend-verification");
        thread.setDaemon(true);
        return thread;
    });

    private static final class Run implements JsonAnswer {

        private final String id;
        private final String tenant;
        private final long startedAtMillis = System.currentTimeMillis();
        private final List<Drift> findings = new ArrayList<>();
        private String state = "WAITING";
        private @Nullable Verified verified;

        Run(String id, String tenant) {
            this.id = id;
            this.tenant = tenant;
        }

        synchronized boolean isOver() {
            return state.equals("DONE") || state.equals("FAILED");
        }

        synchronized void become(String now) {
            state = now;
        }

        synchronized void find(Drift drift) {
            if (findings.size() < MAX_FINDINGS) {
                findings.add(drift);
            }
        }

        synchronized void finish(Verified result) {
            verified = result;
            state = "DONE";
        }

        synchronized Latest summary() {
            Verified result = verified;
            return new Latest(
                    id,
                    state,
                    startedAtMillis,
                    result == null ? OptionalLong.empty() : OptionalLong.of(result.drifts()));
        }

        @Override
        public synchronized void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("state", state);
            Json.time(json, "startedAt", startedAtMillis);
            Verified result = verified;
            if (result != null) {
                json.writeNumberProperty("accounts", result.accounts());
                json.writeNumberProperty("openReservations", result.open());
                json.writeNumberProperty("closedReservations", result.closed());
                json.writeNumberProperty("waitingEntries", result.waiting());
                json.writeNumberProperty("findingCount", result.drifts());
                json.writeNumberProperty("repairable", result.repairable());
            }
            Json.list(json, "findings", findings.stream().map(Run::finding).toList());
            json.writeEndObject();
        }

        private static JsonAnswer finding(Drift drift) {
            return json -> {
                json.writeStartObject();
                json.writeStringProperty("kind", drift.kind().name());
                json.writeStringProperty("subject", drift.subject());
                Json.text(json, "resource", drift.resource() == null ? null : Json.name(drift.resource()));
                json.writeStringProperty("found", drift.found());
                json.writeStringProperty("expected", drift.expected());
                json.writeStringProperty("sentence", drift.sentence());
                json.writeBooleanProperty("repairable", drift.isRepairable());
                Json.text(json, "advice", drift.remedy() instanceof Remedy.ByHand byHand ? byHand.advice() : null);
                json.writeEndObject();
            };
        }
    }

    public VerificationRoutes(Deployment deployment) {
        this.deployment = deployment;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/verifications", OPERATE, this::start),
                Route.get("/v1/verifications/{id}", OPERATE, this::show));
    }

    /** Starts one. With the id of one that is known, it is that one. */
    private Answer start(Call call) {
        String tenant = call.caller().tenant();
        String id = call.operation(call.allow().body("id")).toString();
        Run run;
        synchronized (latest) {
            Run known = find(tenant, id);
            if (known != null) {
                return Answer.json(202, known).replayed(true);
            }
            if (latest.stream().filter(each -> !each.isOver()).count() >= MAX_WAITING) {
                throw Problem.of(503, "OVERLOADED", "as many verifications wait as may")
                        .remedy("repeat it with the same id after a while")
                        .retryAfter(10)
                        .exception();
            }
            run = new Run(id, tenant);
            latest.addFirst(run);
            if (latest.size() > KEPT) {
                latest.removeLast();
            }
        }
        worker.execute(() -> verify(run));
        return Answer.json(202, run);
    }

    private void verify(Run run) {
        run.become("RUNNING");
        try {
            run.finish(new Verification(deployment.books()).tenant(run.tenant, run::find));
        } catch (RuntimeException | Error e) {
            log.error("the books of tenant {} cannot be verified", run.tenant, e);
            run.become("FAILED");
        }
    }

    private Answer show(Call call) {
        call.allow();
        String id = call.place("id", text -> OperationId.of(text).toString());
        synchronized (latest) {
            Run run = find(call.caller().tenant(), id);
            if (run != null) {
                return Answer.json(200, run);
            }
        }
        throw Problem.of(404, "VERIFICATION_NOT_FOUND", "this process knows of no such verification")
                .remedy("start one; the latest " + KEPT + " are kept, by the process that was asked")
                .exception();
    }

    /**
     * How the latest verification of a tenant is, for whoever must not see what it found.
     *
     * @param findings how many, once it is done
     */
    public record Latest(String id, String state, long startedAtMillis, OptionalLong findings) {}

    /** The latest of a tenant that this process was asked for. */
    public Optional<Latest> latest(String tenant) {
        synchronized (latest) {
            return latest.stream()
                    .filter(run -> run.tenant.equals(tenant))
                    .findFirst()
                    .map(Run::summary);
        }
    }

    private @Nullable Run find(String tenant, String id) {
        return latest.stream()
                .filter(run -> run.id.equals(id) && run.tenant.equals(tenant))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
