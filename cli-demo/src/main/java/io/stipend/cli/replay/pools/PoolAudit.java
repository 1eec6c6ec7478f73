package io.stipend.cli.replay.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.PoolView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the store's books of a pool, when all is settled and all blocks are given back, against what the replay saw. */
final class PoolAudit {

    /** Further findings would say the same. */
    private static final int MAX_FINDINGS = 20;

    private final InstantSource clock;
    private final List<String> findings = new ArrayList<>();

    private PoolAudit(InstantSource clock) {
        this.clock = clock;
    }

    /** What does not add up; nothing if all does. */
    static List<String> of(StoreAdapter store, PoolConfig pool, PoolTally tally, InstantSource clock) {
        PoolAudit audit = new PoolAudit(clock);
        PoolView view = PoolView.read(store, pool, clock);
        audit.compare("the pool, reserved", view.reserved(), ResourceVector.ZERO);
        audit.compare("the pool, spent", view.spent(), audit.spent(tally.ledger()));
        Map<String, ResourceVector> inUse = new HashMap<>();
        view.members().forEach(member -> inUse.put(member.name(), member.inUse()));
        for (MemberTally member : tally.members()) {
            audit.compare(
                    "member " + member.name(),
                    inUse.getOrDefault(member.name(), ResourceVector.ZERO),
                    audit.spent(member.ledger()));
        }
        return List.copyOf(audit.findings);
    }

    private ResourceVector spent(Ledger ledger) {
        return ResourceVector.map(resource -> ledger.spent(resource, clock.millis()));
    }

    private void compare(String what, ResourceVector found, ResourceVector expected) {
        for (Resource resource : Resource.values()) {
            if (found.get(resource) != expected.get(resource) && findings.size() < MAX_FINDINGS) {
                findings.add(what + ": " + resource.format(found.get(resource)) + " of " + resource + ", should be "
                        + resource.format(expected.get(resource)));
            }
        }
    }
}
