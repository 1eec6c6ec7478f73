package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.StoreFigure;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptResult;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.Call;
import io.stipend.store.support.Coalescer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs requests, in a round trip shared with other callers where there are any. It sees to what a script cannot do alone: an
 * expiry that must come first, a period that it did not know, the keys of a new tenant. Thread safe.
 */
public final class RequestRunner {

    /** What a request may need first: two expiries, several periods, the tenant's keys. */
    private static final int MAX_DETOURS = 40;

    private final ScriptRunner runner;
    private final ScriptCallFactory callFactory;
    private final Coalescer<ScriptRequest, ScriptAnswer> coalescer;
    private final Runnable afterChange;

    /** @param afterChange told after each round trip, for the journal's reader */
    public RequestRunner(ScriptRunner runner, ScriptCallFactory callFactory, Runnable afterChange) {
        RedisConfig config = runner.config();
        this.runner = runner;
        this.callFactory = callFactory;
        this.afterChange = afterChange;
        this.coalescer = new Coalescer<>(
                config.connections(),
                config.maxBatch(),
                runner.connections().address().isCluster() ? RequestRunner::ofOneSlot : () -> request -> true,
                this::runBatch);
    }

    /** How round trips are shared. */
    List<StoreFigure> figures() {
        return coalescer.figures();
    }

    /** In a cluster a connection is one to the node of a slot. */
    private static Predicate<ScriptRequest> ofOneSlot() {
        List<Keys.Shard> shard = new ArrayList<>(1);
        return request -> {
            if (shard.isEmpty()) {
                shard.add(request.tenant().shard());
            }
            return shard.get(0).slot() == request.tenant().shard().slot();
        };
    }

    /**
     * Asks, and returns an outcome that is the caller's affair.
     *
     * @param makesTenant whether the tenant's keys are made where it has none; otherwise nothing is found there
     */
    public ScriptAnswer ask(ScriptRequest request, boolean makesTenant) {
        long deadlineNanos = runner.deadlineNanos();
        for (int detours = 0; detours < MAX_DETOURS; detours++) {
            ScriptAnswer answer = coalescer.run(request, deadlineNanos);
            switch (answer.code()) {
                case DUE -> expire(request.tenant(), answer.text(0), deadlineNanos);
                case NO_PERIOD -> learn(answer);
                case NO_TENANT -> {
                    if (!hasKeys(request.tenant(), makesTenant)) {
                        return new ScriptAnswer(AnswerCode.NOT_FOUND, List.of());
                    }
                }
                case DAMAGED -> throw answer.damage();
                case FULL ->
                    throw new CreditStoreException(
                            Kind.FULL,
                            "the journal of the tenant's shard has "
                                    + runner.config().maxBacklog()
                                    + " entries that wait to be published; run a relay, or raise maxBacklog");
                default -> {
                    return answer;
                }
            }
        }
        throw new CreditStoreException(
                Kind.UNAVAILABLE,
                "the clock of " + runner.connections().address() + " jumps too much to tell what is due; try again");
    }

    /** Expires a reservation, unless somebody else just has. */
    private void expire(Keys.Tenant tenant, String id, long deadlineNanos) {
        ScriptAnswer answer =
                coalescer.run(ScriptRequest.expire(tenant, new ReservationId(tenant.name(), id)), deadlineNanos);
        switch (answer.code()) {
            case NO_PERIOD -> learn(answer);
            case DAMAGED -> throw answer.damage();
            default -> {} // Expired now, or by somebody else; the next look at it tells.
        }
    }

    /** Expires reservations that are due; false if it could expire none. */
    boolean expire(Keys.Tenant tenant, List<String> ids) {
        long deadlineNanos = runner.deadlineNanos();
        boolean anyExpired = false;
        List<String> left = ids;
        // What lacked a period is tried again, or those that are due longest would stay, and others be expired in their
        // place.
        for (int detours = 0; detours < MAX_DETOURS && !left.isEmpty(); detours++) {
            List<Call<ScriptRequest, ScriptAnswer>> calls = left.stream()
                    .map(id -> new Call<ScriptRequest, ScriptAnswer>(
                            ScriptRequest.expire(tenant, new ReservationId(tenant.name(), id)), deadlineNanos))
                    .toList();
            runBatch(calls);
            List<String> lacking = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                ScriptAnswer answer = calls.get(i).result();
                if (answer.code() == AnswerCode.NO_PERIOD) {
                    learn(answer);
                    lacking.add(left.get(i));
                }
                // What cannot be expired is the sweeper's to complain of. The others are, now or by somebody else.
                anyExpired |= answer.code() != AnswerCode.DAMAGED;
            }
            left = lacking;
        }
        return anyExpired;
    }

    /** Takes note of a period that the calendar lacked: code, zone, moment. */
    void learn(ScriptAnswer answer) {
        int code = Math.toIntExact(answer.number(0));
        callFactory.periods().learn(LimitPeriod.ofCode(code, ZoneId.of(answer.text(1))), answer.number(2));
    }

    /** Whether a tenant has keys; where some are missing, that is damage. */
    public boolean hasKeys(Keys.Tenant tenant, boolean makes) {
        ScriptCall look = ScriptCall.of(Script.ENSURE_TENANT, tenant, List.of(Bytes.of(makes ? "make" : "look")));
        return runner.run(look).code() == AnswerCode.DONE;
    }

    /** Runs what goes together in one script each, and all of these in one round trip. */
    void runBatch(List<Call<ScriptRequest, ScriptAnswer>> calls) {
        List<List<Call<ScriptRequest, ScriptAnswer>>> groups = new ArrayList<>();
        for (Call<ScriptRequest, ScriptAnswer> call : calls) {
            groupOf(call.command(), groups).add(call);
        }
        List<ScriptCall> together = new ArrayList<>(groups.size());
        for (List<Call<ScriptRequest, ScriptAnswer>> group : groups) {
            List<ScriptRequest> requests = new ArrayList<>(group.size());
            for (Call<ScriptRequest, ScriptAnswer> call : group) {
                requests.add(call.command());
            }
            together.add(callFactory.of(requests));
        }
        List<ScriptResult> results = runner.run(together, calls.get(0).deadlineNanos());
        for (int g = 0; g < groups.size(); g++) {
            give(groups.get(g), results.get(g));
        }
        afterChange.run();
    }

    /** The group that a request goes with; a new one if there is none. */
    private static List<Call<ScriptRequest, ScriptAnswer>> groupOf(
            ScriptRequest request, List<List<Call<ScriptRequest, ScriptAnswer>>> groups) {
        for (List<Call<ScriptRequest, ScriptAnswer>> group : groups) {
            if (group.get(0).command().goesWith(request)) {
                return group;
            }
        }
        List<Call<ScriptRequest, ScriptAnswer>> group = new ArrayList<>();
        groups.add(group);
        return group;
    }

    private static void give(List<Call<ScriptRequest, ScriptAnswer>> group, ScriptResult result) {
        List<ScriptAnswer> answers = result.answers();
        for (int i = 0; i < group.size(); i++) {
            if (answers == null) {
                group.get(i)
                        .fail(() -> result.failure() == null
                                ? new CreditStoreException(Kind.INTERNAL, "no answer")
                                : result.failure().toException());
            } else {
                group.get(i).answer(answers.get(i));
            }
        }
    }
}
