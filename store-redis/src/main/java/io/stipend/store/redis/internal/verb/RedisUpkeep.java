package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptResult;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires reservations that are due, and prunes those that were closed long ago. It goes through the shards in pages. Several
 * nodes may do so at once: the second finds the work done. A reservation or a shard that fails does not stop the others.
 * Thread safe.
 */
public final class RedisUpkeep implements StoreUpkeep {

    private static final Logger log = LoggerFactory.getLogger(RedisUpkeep.class);

    private static final int PAGE = 100;

    private final ScriptRunner runner;
    private final Keys keys;
    private final RequestRunner requests;

    public RedisUpkeep(ScriptRunner runner, Keys keys, RequestRunner requests) {
        this.runner = runner;
        this.keys = keys;
        this.requests = requests;
    }

    /** A reservation in the index. */
    private record Member(Keys.Tenant tenant, String id) {}

    /** What one pass has done so far. */
    private static final class Pass {

        private int done;
        private int failed;
        private long bookedUnits;
        private boolean more;
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        Pass pass = new Pass();
        shortenLeases();
        for (Keys.Shard shard : shardsWith("due", Duration.ZERO, pass)) {
            if (pass.done >= limit) {
                pass.more = true;
                break;
            }
            expireDue(shard, limit, pass);
        }
        return new ExpiryResult(pass.done, pass.failed, pass.bookedUnits, pass.more);
    }

    /** Shortens leases that only a clock which was ahead can have given, some of each shard. */
    private void shortenLeases() {
        List<ScriptResult> results = runner.runEach(keys.shards().stream()
                .map(shard -> listCall(shard, "far", Duration.ZERO, 0, PAGE))
                .toList());
        long shortened = 0;
        for (Keys.Shard shard : keys.shards()) {
            List<ScriptAnswer> answers = results.get(shard.number()).answers();
            if (answers == null || answers.get(0).code() != AnswerCode.DONE) {
                continue; // The look for due ones, which comes next, says what is wrong.
            }
            shortened += shortenLeases(shard, members(answers.get(0)));
        }
        if (shortened > 0) {
            log.warn(
                    "the server's clock was ahead: {} leases ended too far in the future and were shortened",
                    shortened);
        }
    }

    /** Goes on to the next page where nothing of one could be shortened: what is damaged does not keep what comes after it so long. */
    private long shortenLeases(Keys.Shard shard, List<Member> first) {
        long[] shortened = {0};
        int passedOver = 0;
        List<Member> page = first;
        while (!page.isEmpty()) {
            forEachTenant(
                    page,
                    List.of(),
                    (tenant, arguments) ->
                            shortened[0] += runner.run(ScriptCall.of(Script.SHORTEN_LEASES, tenant, arguments))
                                    .number(0));
            if (shortened[0] > 0) {
                break;
            }
            passedOver += page.size();
            page = page(shard, "far", Duration.ZERO, passedOver, PAGE);
        }
        return shortened[0];
    }

    /**
     * Runs a script for each tenant, with its name, what is given, and the ids of its members. A tenant with damaged keys does not stop the
     * others; returns how many members such tenants have.
     */
    private static int forEachTenant(
            List<Member> members, List<byte[]> arguments, BiConsumer<Keys.Tenant, List<byte[]>> script) {
        Map<Keys.Tenant, List<byte[]>> byTenant = new LinkedHashMap<>();
        for (Member member : members) {
            byTenant.computeIfAbsent(member.tenant, tenant -> {
                        List<byte[]> all = new ArrayList<>(List.of(tenant.nameBytes()));
                        all.addAll(arguments);
                        return all;
                    })
                    .add(Bytes.of(member.id));
        }
        int failed = 0;
        for (Map.Entry<Keys.Tenant, List<byte[]>> tenant : byTenant.entrySet()) {
            try {
                script.accept(tenant.getKey(), tenant.getValue());
            } catch (CreditStoreException failure) {
                if (failure.kind() != CreditStoreException.Kind.DAMAGED) {
                    throw failure;
                }
                failed += tenant.getValue().size() - 1 - arguments.size();
                log.warn(
                        "cannot work on reservations of tenant {}",
                        Checks.shown(tenant.getKey().name()),
                        failure);
            }
        }
        return failed;
    }

    /** The shards that have something of the kind; those that cannot be asked have failed. */
    private List<Keys.Shard> shardsWith(String which, Duration retention, Pass pass) {
        List<ScriptResult> results = runner.runEach(keys.shards().stream()
                .map(shard -> listCall(shard, which, retention, 0, 1))
                .toList());
        List<Keys.Shard> found = new ArrayList<>();
        for (Keys.Shard shard : keys.shards()) {
            try {
                if (!members(results.get(shard.number()).single()).isEmpty()) {
                    found.add(shard);
                }
            } catch (CreditStoreException failure) {
                pass.failed++;
                log.warn("cannot look into the index of shard {}", shard.number(), failure);
                if (failure.kind() != CreditStoreException.Kind.DAMAGED) {
                    throw failure;
                }
            }
        }
        return found;
    }

    private void expireDue(Keys.Shard shard, int limit, Pass pass) {
        int passedOver = 0;
        try {
            while (true) {
                int wanted = Math.min(limit - pass.done, PAGE);
                // One more than wanted tells whether there is one more.
                List<Member> page = page(shard, "due", Duration.ZERO, passedOver, wanted + 1);
                if (page.isEmpty() || wanted == 0) {
                    pass.more |= !page.isEmpty();
                    return;
                }
                passedOver += expire(page.subList(0, Math.min(wanted, page.size())), pass);
            }
        } catch (CreditStoreException failure) {
            pass.failed++;
            log.warn("cannot expire reservations of shard {}", shard.number(), failure);
        }
    }

    /** Expires some; returns how many stay in the index. */
    private int expire(List<Member> members, Pass pass) {
        long deadlineNanos = runner.deadlineNanos();
        int stay = 0;
        List<Call<ScriptRequest, ScriptAnswer>> calls = new ArrayList<>();
        for (Member member : members) {
            calls.add(new Call<>(
                    ScriptRequest.expire(member.tenant, new ReservationId(member.tenant.name(), member.id)),
                    deadlineNanos));
        }
        requests.runBatch(calls);
        for (int i = 0; i < calls.size(); i++) {
            try {
                ScriptAnswer answer = calls.get(i).result();
                switch (answer.code()) {
                    case DONE -> {
                        pass.done++;
                        pass.bookedUnits += ReservationAnswer.closed(
                                        members.get(i).tenant.name(), answer)
                                .charged()
                                .credits();
                    }
                    case NO_PERIOD -> requests.learn(answer);
                    case DAMAGED -> throw answer.damage();
                    case NO_TENANT -> throw ScriptAnswer.damage("keys of the reservation's tenant are missing");
                    default -> log.debug("reservation {} is expired already", members.get(i).id);
                }
            } catch (CreditStoreException failure) {
                stay++;
                pass.failed++;
                log.warn("cannot expire reservation {}", Checks.shown(members.get(i).id), failure);
            }
        }
        return stay;
    }

    @Override
    public int prune(Duration retention, int limit) {
        int pruned = 0;
        for (Keys.Shard shard : shardsWith("closed", retention, new Pass())) {
            pruned += prune(shard, retention, limit - pruned);
        }
        return pruned;
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        int forgotten = 0;
        for (int from = 0; from < ids.size(); from += PAGE) {
            List<Member> page = ids.subList(from, Math.min(ids.size(), from + PAGE)).stream()
                    .map(id -> new Member(keys.tenant(id.tenant()), id.value()))
                    .toList();
            forgotten += prunePage(page, retention, true).count;
        }
        return forgotten;
    }

    private int prune(Keys.Shard shard, Duration retention, int limit) {
        int pruned = 0;
        int passedOver = 0;
        while (pruned < limit) {
            List<Member> page = page(shard, "closed", retention, passedOver, Math.min(limit - pruned, PAGE));
            Pruned some = prunePage(page, retention, false);
            pruned += some.count;
            passedOver += some.stay;
            if (page.isEmpty() || some.isRead) {
                break;
            }
        }
        return pruned;
    }

    /** What came of a page. */
    private static final class Pruned {

        private int count;

        /** How many are in the index as before. */
        private int stay;

        /** Whether somebody reads the books of one of the tenants: its are left for later. */
        private boolean isRead;
    }

    private Pruned prunePage(List<Member> page, Duration retention, boolean onlyFree) {
        Pruned pruned = new Pruned();
        int failed = forEachTenant(
                page,
                List.of(Bytes.of(retention.toMillis()), Bytes.of(onlyFree ? 1 : 0)),
                (tenant, arguments) -> prune(ScriptCall.of(Script.PRUNE, tenant, arguments), tenant, pruned));
        pruned.stay += failed;
        return pruned;
    }

    private void prune(ScriptCall call, Keys.Tenant tenant, Pruned pruned) {
        while (true) {
            ScriptAnswer answer = runner.run(call);
            if (answer.code() == AnswerCode.CONFLICT) {
                pruned.isRead = true;
                return;
            }
            pruned.count += Math.toIntExact(answer.number(0));
            if (answer.number(1) == 0) {
                pruned.stay += Math.toIntExact(answer.number(2));
                if (answer.number(3) > 0) {
                    log.warn(
                            "cannot prune {} reservations of tenant {}; of the first: {}",
                            answer.number(3),
                            Checks.shown(tenant.name()),
                            answer.text(4));
                }
                return;
            }
        }
    }

    private List<Member> page(Keys.Shard shard, String which, Duration retention, int passedOver, int limit) {
        return members(runner.run(listCall(shard, which, retention, passedOver, limit)));
    }

    private static ScriptCall listCall(Keys.Shard shard, String which, Duration retention, int passedOver, int limit) {
        return ScriptCall.of(
                Script.LIST_DUE_OR_CLOSED,
                shard,
                List.of(shard.due()),
                List.of(Bytes.of(which), Bytes.of(retention.toMillis()), Bytes.of(passedOver), Bytes.of(limit)));
    }

    private List<Member> members(ScriptAnswer answer) {
        List<Member> members = new ArrayList<>();
        for (Object member : (List<?>) answer.parts().get(0)) {
            String text = ScriptAnswer.textOf(member);
            int end = text.indexOf('\n');
            members.add(new Member(keys.tenant(text.substring(0, end)), text.substring(end + 1)));
        }
        return members;
    }

    @Override
    public long openReservations() {
        List<ScriptCall> counts = keys.shards().stream()
                .map(shard -> ScriptCall.of(Script.COUNT_OPEN, shard, List.of(shard.due()), List.of()))
                .toList();
        return runner.runEach(counts).stream()
                .mapToLong(result -> result.single().number(0))
                .sum();
    }

    @Override
    public List<StoreFigure> figures() {
        List<StoreFigure> figures = new ArrayList<>(requests.figures());
        figures.addAll(runner.connections().figures());
        return figures;
    }
}
