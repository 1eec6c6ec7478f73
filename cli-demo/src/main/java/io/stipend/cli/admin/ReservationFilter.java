package io.stipend.cli.admin;

import io.stipend.audit.OpenReservations;
import io.stipend.core.model.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that pick open reservations. */
final class ReservationFilter {

    @Option(names = "--user", paramLabel = "NAME", description = "Only those of this user.")
    private @Nullable String user;

    @Option(names = "--swarm", paramLabel = "NAME", description = "Only those in this swarm.")
    private @Nullable String swarm;

    @Option(names = "--pool", paramLabel = "NAME", description = "Only those that hold on this pool.")
    private @Nullable String pool;

    @Option(names = "--step", paramLabel = "ID", description = "Only that of this step.")
    private @Nullable String step;

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            description = "Only those opened so long ago, or longer: 90s, 30m, 1h30m.")
    private @Nullable Duration olderThan;

    @Option(names = "--stale", description = "Only those whose lease has run out, and that nobody has closed yet.")
    private boolean stale;

    boolean isStale() {
        return stale;
    }

    /** Whether it picks those of an age. */
    boolean isOfAge() {
        return olderThan != null;
    }

    /** What to look for, in a tenant, at a moment: milliseconds since 1970-01-01 UTC. */
    OpenReservations open(String tenant, long nowMillis) {
        List<AccountId> path = new ArrayList<>();
        if (user != null) {
            path.add(new AccountId(tenant, AccountId.Kind.USER, user));
        }
        if (pool != null) {
            path.add(new AccountId(tenant, AccountId.Kind.POOL, pool));
        }
        return new OpenReservations(
                path,
                swarm,
                step,
                olderThan == null ? Long.MAX_VALUE : nowMillis - olderThan.toMillis(),
                stale ? nowMillis : Long.MAX_VALUE);
    }
}
