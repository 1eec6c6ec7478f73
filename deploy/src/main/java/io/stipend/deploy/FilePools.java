package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.pools.Pools;
import java.util.List;

/**
 * What pools may use, and their members, read again when the file has changed: whoever reserves from a pool next sees it. Thread safe.
 */
final class FilePools implements LimitPolicy {

    private final Pools pools;
    private final LimitPolicy limits;
    private final FileReloads reloads;

    private volatile ConfigSource source;

    /**
     * Watches the file of a configuration.
     *
     * @param others what other accounts may use
     */
    FilePools(Pools pools, LimitPolicy others, StipendConfig config, Telemetry telemetry) {
        this.pools = pools;
        this.limits = pools.limits(others);
        this.source = config.source();
        this.reloads =
                new FileReloads("pools", source.stamps(), config.pools().checkInterval(), this::takeOver, telemetry);
    }

    @Override
    public AccountTerms termsOf(AccountId account) {
        if (account.kind() == AccountId.Kind.POOL) {
            reloads.check();
        }
        return limits.termsOf(account);
    }

    /** Reads the file now, whether it has changed or not; throws what is wrong with it. */
    void reload() {
        reloads.reload();
    }

    private List<FileStamp> takeOver() {
        StipendConfig config = source.load();
        pools.configure(config.pools().config().pools());
        source = config.source();
        return source.stamps();
    }
}
