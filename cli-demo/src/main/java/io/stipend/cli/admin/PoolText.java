package io.stipend.cli.admin;

import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.ShownId;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.text.Times;
import io.stipend.config.DurationText;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.pools.BlockView;
import io.stipend.pools.PoolView;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Pools with fair shares, for people and for programs. */
final class PoolText {

    private static final double PERCENT = 100;

    /** What a member's name leaves to the widest column beside it. */
    private static final int BESIDE_NAME = 24;

    /** What a pool's name leaves to the resource and the widest column beside it. */
    private static final int BESIDE_POOL = 34;

    private PoolText() {}

    /** One row for each resource that a pool limits. */
    static Table table(List<PoolView> pools, int columns) {
        Table table = new Table("pool", "resource", ">limit", ">in use", ">used", ">waiting", ">members", ">that wait");
        for (PoolView pool : pools) {
            for (Resource resource : limited(pool)) {
                table.row(
                        Format.cut(pool.config().name(), columns - BESIDE_POOL),
                        resource.toString(),
                        Amounts.format(resource, pool.allowance().find(resource)),
                        Amounts.format(resource, inUse(pool).get(resource)),
                        used(pool, resource),
                        Amounts.format(resource, pool.waiting()),
                        Format.count(pool.members().size()),
                        Format.count(pool.membersWaiting()));
            }
        }
        return table.keyedBy(2).within(columns);
    }

    /** One pool with its members, a table for each resource that it limits, and the blocks on it. */
    static void print(PoolView pool, List<BlockView> blocks, int limit, long nowMillis, int columns, PrintWriter out) {
        String ends = Times.local(pool.periodEndsAtMillis());
        out.print("pool     " + ShownId.of(pool.config().name()) + "\ntenant   "
                + pool.config().tenant()
                + "\nperiod   " + (ends.equals("-") ? "never ends" : "ends " + ends) + "\nmembers  "
                + Format.count(pool.members().size(), pool.config().memberKind().label()) + ", for "
                + Format.count(pool.membersWaiting()) + " of which something waits\n");
        pool.members()
                .forEach(member -> member.starvedSince()
                        .ifPresent(since -> out.print("starved  " + ShownId.of(member.name()) + ", since "
                                + Times.local(since.toEpochMilli()) + '\n')));
        out.print('\n');
        Table resources = new Table("resource", ">limit", ">reserved", ">spent", ">used", ">waiting", ">kept");
        for (Resource resource : limited(pool)) {
            resources.row(
                    resource.toString(),
                    Amounts.format(resource, pool.allowance().find(resource)),
                    Amounts.format(resource, pool.reserved()),
                    Amounts.format(resource, pool.spent()),
                    used(pool, resource),
                    Amounts.format(resource, pool.waiting()),
                    Amounts.format(resource, pool.earmark()));
        }
        resources.within(columns).print(out);
        for (Resource resource : limited(pool)) {
            out.print("\n" + resource + " by member\n");
            members(pool, resource, limit, columns).within(columns).print(out);
        }
        if (pool.members().size() > limit) {
            out.print("and " + Format.count(pool.members().size() - limit) + " more; --limit shows them\n");
        }
        if (!blocks.isEmpty()) {
            out.print("\nblocks that nodes hold on it\n");
            print(blocks, nowMillis, new TextPage(out, columns));
        }
    }

    private static Table members(PoolView pool, Resource resource, int limit, int columns) {
        Table table = new Table("member", ">weight", ">in use", ">share", ">waiting", ">level", ">minimum", ">most");
        for (PoolView.Member member :
                pool.members().subList(0, Math.min(limit, pool.members().size()))) {
            table.row(
                    member.name().isEmpty() ? "(nobody)" : Format.cut(member.name(), columns - BESIDE_NAME),
                    Format.count(member.entitlement().weight()),
                    Amounts.format(resource, member.inUse()),
                    String.format(Locale.ROOT, "%.1f %%", PERCENT * member.share()),
                    Amounts.format(resource, member.waiting()),
                    Amounts.format(resource, member.level().find(resource)),
                    Amounts.format(resource, member.entitlement().minimum()),
                    Amounts.format(resource, member.entitlement().most().find(resource)));
        }
        return table;
    }

    /** Rows; where they do not fit, paragraphs, so that an id is whole and can be typed. */
    private static void print(List<BlockView> blocks, long nowMillis, TextPage page) {
        Table table = new Table("node", ">holds", ">reported used", ">lease left", "block");
        for (BlockView block : blocks) {
            table.row(
                    nodeOf(block),
                    Amounts.list(block.held(), "nothing"),
                    Amounts.list(block.used(), "nothing"),
                    leaseLeft(block, nowMillis),
                    ShownId.of(block.id().value()));
        }
        if (table.width() <= page.columns()) {
            table.lines().forEach(line -> page.line("%s", line));
            return;
        }
        for (BlockView block : blocks) {
            page.paragraph("", ShownId.of(block.id().value()));
            page.paragraph(
                    "  ",
                    "node " + nodeOf(block) + " holds " + Amounts.list(block.held(), "nothing") + ", reported used: "
                            + Amounts.list(block.used(), "nothing") + ", lease left: " + leaseLeft(block, nowMillis));
        }
    }

    private static String nodeOf(BlockView block) {
        return block.node().isEmpty() ? "-" : ShownId.of(block.node());
    }

    private static String leaseLeft(BlockView block, long nowMillis) {
        return block.expiresAtMillis() <= nowMillis
                ? "run out"
                : DurationText.format(Duration.ofSeconds((block.expiresAtMillis() - nowMillis) / 1000));
    }

    private static List<Resource> limited(PoolView pool) {
        Predicate<Resource> isLimited =
                resource -> pool.allowance().find(resource).isPresent();
        return Stream.of(Resource.values()).filter(isLimited).toList();
    }

    private static ResourceVector inUse(PoolView pool) {
        return pool.reserved().plus(pool.spent());
    }

    private static String used(PoolView pool, Resource resource) {
        return Format.percent(
                inUse(pool).get(resource), pool.allowance().find(resource).orElse(0));
    }

    /** A pool at a glance. */
    static Json json(PoolView pool) {
        return new Json()
                .with("tenant", pool.config().tenant())
                .with("pool", pool.config().name())
                .with("memberKind", pool.config().memberKind().label())
                .with("periodEndsAt", Times.utc(pool.periodEndsAtMillis()))
                .with("allowance", Amounts.json(pool.allowance()))
                .with("reserved", Amounts.json(pool.reserved()))
                .with("spent", Amounts.json(pool.spent()))
                .with("waiting", Amounts.json(pool.waiting()))
                .with("earmark", Amounts.json(pool.earmark()))
                .with("memberCount", pool.members().size())
                .with("membersWaiting", pool.membersWaiting())
                .with("membersStarved", pool.membersStarved());
    }

    /** A pool with its members and the blocks on it. */
    static Json json(PoolView pool, List<BlockView> blocks, int limit) {
        return json(pool)
                .with(
                        "members",
                        pool.members().stream().limit(limit).map(PoolText::json).toList())
                .with("blocks", blocks.stream().map(PoolText::json).toList());
    }

    private static Json json(PoolView.Member member) {
        return new Json()
                .with("member", member.name())
                .with("weight", member.entitlement().weight())
                .with("minimum", Amounts.json(member.entitlement().minimum()))
                .with("most", Amounts.json(member.entitlement().most()))
                .with("inUse", Amounts.json(member.inUse()))
                .with("share", member.share())
                .with("level", Amounts.json(member.level()))
                .with("waiting", Amounts.json(member.waiting()))
                .with(
                        "starvedSince",
                        member.starvedSince()
                                .map(since -> Times.utc(since.toEpochMilli()))
                                .orElse(null));
    }

    private static Json json(BlockView block) {
        return new Json()
                .with("block", block.id().value())
                .with("node", block.node())
                .with("held", Amounts.json(block.held()))
                .with("used", Amounts.json(block.used()))
                .with("openedAt", Times.utc(block.openedAtMillis()))
                .with("expiresAt", Times.utc(block.expiresAtMillis()));
    }
}
