package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.policy.TierTable;
import io.stipend.deploy.sections.TierReading;
import java.util.Collection;
import java.util.List;

/** Tiers that are read again when their files have changed: whoever reserves next sees the new ones. Thread safe. */
final class FileTiers implements TierResolver {

    private final TierTable table;
    private final FileReloads reloads;

    private volatile ConfigSource source;

    FileTiers(TierTable.Contents contents, StipendConfig config, Telemetry telemetry) {
        this.table = new TierTable(contents);
        this.source = config.source();
        this.reloads =
                new FileReloads("tiers", source.stamps(), config.tiers().checkInterval(), this::takeOver, telemetry);
    }

    @Override
    public Tier tierOf(String tenant, String userId) {
        reloads.check();
        return table.tierOf(tenant, userId);
    }

    /** All tiers, the standard one first. */
    Collection<Tier> all() {
        reloads.check();
        return table.contents().tiers();
    }

    /** Reads the files now, whether they have changed or not; throws what is wrong with them. */
    void reload() {
        reloads.reload();
    }

    private List<FileStamp> takeOver() {
        StipendConfig config = source.load();
        table.replace(config.tiers().contents().orElseThrow(TierReading::noneLeft));
        source = config.source();
        return source.stamps();
    }
}
