package io.stipend.pools.simulation;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.StoreAdapter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that counts what it is asked, and how often that is for the sake of fairness: to look at accounts, and to give, renew and
 * withdraw notices.
 */
final class CountedStore extends StoreView {

    private final Set<ReservationRef> notices = new HashSet<>();
    private long calls;
    private long callsForFairness;

    CountedStore(StoreAdapter store) {
        super(store);
    }

    long calls() {
        return calls;
    }

    long callsForFairness() {
        return callsForFairness;
    }

    @Override
    <T> T call(Supplier<T> call) {
        calls++;
        return call.get();
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        if (SharedPools.isNotice(command.path())) {
            callsForFairness++;
            notices.add(command.id());
        }
        return super.reserve(command);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        if (notices.contains(command.target())) {
            callsForFairness++;
        }
        return super.extend(command);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        if (notices.remove(command.target())) {
            callsForFairness++;
        }
        return super.release(command);
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        callsForFairness++;
        return super.show(account);
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
        callsForFairness++;
        return super.list(tenant, after, limit);
    }
}
