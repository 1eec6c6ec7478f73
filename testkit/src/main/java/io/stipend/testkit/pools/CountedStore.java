package io.stipend.testkit.pools;

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

/** A store that counts what it is asked for the sake of fairness: to look at accounts, and to give, renew and withdraw notices. */
final class CountedStore extends StoreView {

    private final Set<ReservationRef> notices = new HashSet<>();
    private long calls;

    CountedStore(StoreAdapter store) {
        super(store);
    }

    long callsForFairness() {
        return calls;
    }

    @Override
    <T> T call(Supplier<T> call) {
        return call.get();
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        if (SharedPools.isNotice(command.path())) {
            calls++;
            notices.add(command.id());
        }
        return super.reserve(command);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        if (notices.contains(command.target())) {
            calls++;
        }
        return super.extend(command);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        if (notices.remove(command.target())) {
            calls++;
        }
        return super.release(command);
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        calls++;
        return super.show(account);
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
        calls++;
        return super.list(tenant, after, limit);
    }
}
