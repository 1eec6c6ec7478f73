package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.policy.TierTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policy of another configuration, which is read again when its files have changed: see {@link FileReloads}. Thread safe. */
final class FileShadow implements LimitPolicy {

    private final FileReloads reloads;
    private volatile ConfigSource source;
    private volatile LimitPolicy policy;

    /**
     * Reads it.
     *
     * @throws io.stipend.deploy.settings.SettingsException with all that is wrong with it
     */
    FileShadow(Path file, Telemetry telemetry) {
        // Its store is not opened, so it need not have one; and the environment is about the policy in force.
        StipendConfig config = ConfigSource.of(Map.of())
                .withFile(file)
                .withOption("shadow.file", "store.type", "memory")
                .load();
        this.source = config.source();
        this.policy = policyOf(config);
        this.reloads = new FileReloads(
                "shadow.policy", source.stamps(), config.tiers().checkInterval(), this::takeOver, telemetry);
    }

    private static LimitPolicy policyOf(StipendConfig config) {
        LimitPolicy plain = config.limits().policy();
        return config.tiers()
                .contents()
                .map(contents -> LimitPolicy.tiered(new TierTable(contents), plain))
                .orElse(plain);
    }

    @Override
    public AccountTerms termsOf(AccountId account) {
        reloads.check();
        return policy.termsOf(account);
    }

    @Override
    public Optional<TierResolver> tiers() {
        reloads.check();
        return policy.tiers();
    }

    private List<FileStamp> takeOver() {
        StipendConfig config = source.load();
        policy = policyOf(config);
        source = config.source();
        return source.stamps();
    }
}
