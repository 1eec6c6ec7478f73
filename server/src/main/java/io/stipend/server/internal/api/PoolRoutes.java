package io.stipend.server.internal.api;

import static io.stipend.deploy.sections.ApiKey.Permission.READ;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BookInspection;
import io.stipend.deploy.Deployment;
import io.stipend.pools.BlockView;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.PoolView;
import io.stipend.pools.Pools;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Pools with fair shares: what is in use, and who waits. A pool is looked at once a second at most. */
public final class PoolRoutes {

    private static final long KEPT_MILLIS = 1_000;

    /** Blocks are found among all open reservations, which takes a while where there are many. */
    private static final long BLOCKS_KEPT_MILLIS = 5_000;

    private static final int KEPT = 100;

    private final Pools pools;
    private final BookInspection books;
    private final Kept<AccountId, Look> looks = new Kept<>(KEPT, AccountId::tenant);
    private final Kept<AccountId, List<BlockView>> blocks = new Kept<>(KEPT, AccountId::tenant);

    private record Look(PoolView view, long atMillis) {}

    public PoolRoutes(Deployment deployment) {
        this.pools = deployment.pools();
        this.books = deployment.books();
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/pools", READ, this::list), Route.get("/v1/pools/{name}", READ, this::show));
    }

    private Answer list(Call call) {
        call.allow();
        List<JsonAnswer> shown = pools.list().stream()
                .filter(pool -> pool.tenant().equals(call.caller().tenant()))
                .map(this::look)
                .<JsonAnswer>map(look -> json -> {
                    json.writeStartObject();
                    writeSummary(json, look);
                    json.writeEndObject();
                })
                .toList();
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.list(json, "pools", shown);
            json.writeEndObject();
        });
    }

    private Answer show(Call call) {
        call.allow("limit", "blocks");
        int limit = Paging.limit(call);
        boolean withBlocks = call.flag("blocks");
        PoolConfig pool = call.place("name", name -> find(call.caller().tenant(), name))
                .orElseThrow(() -> Problem.of(404, "POOL_NOT_FOUND", "no pool of that name has shares")
                        .remedy(
                                "look whether its name is right; pools.definitions of the configuration says which there are")
                        .exception());
        Look look = look(pool);
        Optional<List<BlockView>> held = withBlocks
                ? Optional.of(blocks.get(pool.account(), BLOCKS_KEPT_MILLIS, () -> PoolView.blocks(books, pool)))
                : Optional.empty();
        Limits limits = look.view().allowance();
        return Answer.json(200, json -> {
            json.writeStartObject();
            writeSummary(json, look);
            amounts(json, "earmark", limits, look.view().earmark());
            Json.list(
                    json,
                    "shares",
                    look.view().members().stream()
                            .limit(limit)
                            .map(member -> member(limits, member))
                            .toList());
            held.ifPresent(list -> Json.list(
                    json, "blocks", list.stream().map(PoolRoutes::block).toList()));
            json.writeEndObject();
        });
    }

    private Optional<PoolConfig> find(String tenant, String name) {
        AccountId account = new AccountId(tenant, AccountId.Kind.POOL, name);
        return pools.list().stream()
                .filter(pool -> pool.account().equals(account))
                .findFirst();
    }

    private Look look(PoolConfig pool) {
        return looks.get(
                pool.account(),
                KEPT_MILLIS,
                () -> new Look(pools.show(pool.tenant(), pool.name()).orElseThrow(), System.currentTimeMillis()));
    }

    private static void writeSummary(JsonGenerator json, Look look) {
        PoolView view = look.view();
        json.writeStringProperty("name", view.config().name());
        Json.time(json, "asOf", look.atMillis());
        json.writeStringProperty("memberKind", view.config().memberKind().label());
        Json.time(json, "periodEndsAt", view.periodEndsAtMillis());
        limits(json, "allowance", view.allowance());
        amounts(json, "reserved", view.allowance(), view.reserved());
        amounts(json, "spent", view.allowance(), view.spent());
        amounts(json, "waiting", view.allowance(), view.waiting());
        json.writeNumberProperty("members", view.members().size());
        json.writeNumberProperty("membersWaiting", view.membersWaiting());
        json.writeNumberProperty("membersStarved", view.membersStarved());
    }

    private static JsonAnswer member(Limits pool, PoolView.Member member) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("member", member.name());
            json.writeNumberProperty("weight", member.entitlement().weight());
            amounts(json, "minimum", pool, member.entitlement().minimum());
            limits(json, "most", member.entitlement().most());
            amounts(json, "inUse", pool, member.inUse());
            json.writeNumberProperty("share", member.share());
            limits(json, "level", member.level());
            amounts(json, "waiting", pool, member.waiting());
            member.starvedSince().ifPresent(since -> Json.time(json, "starvedSince", since.toEpochMilli()));
            json.writeEndObject();
        };
    }

    private static JsonAnswer block(BlockView block) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("id", block.id().value());
            json.writeStringProperty("node", block.node());
            Json.amounts(json, "held", block.held());
            Json.amounts(json, "used", block.used());
            Json.time(json, "openedAt", block.openedAtMillis());
            Json.time(json, "expiresAt", block.expiresAtMillis());
            json.writeEndObject();
        };
    }

    /** Of the resources that the pool limits. */
    private static void amounts(JsonGenerator json, String name, Limits limits, ResourceVector amounts) {
        json.writeObjectPropertyStart(name);
        for (Resource resource : Resource.values()) {
            if (limits.find(resource).isPresent()) {
                Json.amount(json, Json.name(resource), resource, amounts.get(resource));
            }
        }
        json.writeEndObject();
    }

    private static void limits(JsonGenerator json, String name, Limits limits) {
        json.writeObjectPropertyStart(name);
        for (Resource resource : Resource.values()) {
            Json.amount(json, Json.name(resource), resource, limits.find(resource));
        }
        json.writeEndObject();
    }
}
