package io.stipend.deploy.sections;

import io.stipend.core.policy.TierTable;
import io.stipend.deploy.tiers.TierCacheConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Tiers, and who has which.
 *
 * @param contents the tiers; empty if there are none, and {@link LimitSettings#user} holds for everybody
 * @param checkInterval how often at most reserves look whether a file they come from has changed; zero for each of them
 * @param cache how a resolver is asked that is code, see {@link Hooks#tiers}
 */
public record TierSettings(Optional<TierTable.Contents> contents, Duration checkInterval, TierCacheConfig cache) {

    /** No tiers. */
    public static final TierSettings NONE = new TierSettings(Optional.empty(), Duration.ZERO, TierCacheConfig.DEFAULT);

    /** These tiers. */
    public static TierSettings of(TierTable.Contents contents) {
        return new TierSettings(Optional.of(contents), Duration.ZERO, TierCacheConfig.DEFAULT);
    }

    public TierSettings withCache(TierCacheConfig other) {
        return new TierSettings(contents, checkInterval, other);
    }

    @Override
    public String toString() {
        return "TierSettings["
                + contents.map(tiers -> tiers.tiers().size() + " tiers").orElse("none") + ", checked every "
                + checkInterval + ", " + cache + "]";
    }
}
