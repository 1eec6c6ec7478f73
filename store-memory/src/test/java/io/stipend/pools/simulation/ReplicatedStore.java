package io.stipend.pools.simulation;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store with a replica that follows late, in virtual time: when the replica takes over, the last calls are lost, though they were answered.
 * The replica is made then, of all other calls in their order, each at its time: so it is what the first store was a moment before. For one
 * thread.
 */
public final class ReplicatedStore extends StoreView {

    private final Function<InstantSource, StoreAdapter> open;
    private final VirtualTime time;
    private final Current current;
    private final List<Done> calls;

    /** What was called, when, and what the answer was. */
    private record Done(Instant at, Supplier<?> call, Object answer) {}

    /** The store that is there now. */
    private static final class Current implements StoreAdapter {
        private StoreAdapter store;

        Current(StoreAdapter store) {
            this.store = store;
        }

        @Override
        public CreditStore creditStore() {
            return store.creditStore();
        }

        @Override
        public StoreUpkeep upkeep() {
            return store.upkeep();
        }

        @Override
        public Journal journal() {
            return store.journal();
        }

        @Override
        public AccountAdministration accountAdministration() {
            return store.accountAdministration();
        }

        @Override
        public BookInspection bookInspection() {
            return store.bookInspection();
        }

        @Override
        public void ping() {
            store.ping();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** The time of the call that the replica hears of; virtual time when it has heard of all. */
    private final class PastClock implements InstantSource {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            Instant past = now;
            return past == null ? time.instant() : past;
        }
    }

    /**
     * An empty store.
     *
     * @param open opens a store on a clock, once more for each failover
     */
    public ReplicatedStore(VirtualTime time, Function<InstantSource, StoreAdapter> open) {
        this(time, open, new Current(open.apply(time)));
    }

    private ReplicatedStore(VirtualTime time, Function<InstantSource, StoreAdapter> open, Current current) {
        super(current);
        this.time = time;
        this.open = open;
        this.current = current;
        this.calls = new ArrayList<>();
    }

    @Override
    <T> T call(Supplier<T> call) {
        T answer = call.get();
        calls.add(new Done(time.instant(), call, answer));
        return answer;
    }

    /**
     * The replica takes over.
     *
     * @param lag by how much it is behind
     * @return the answers of the calls that it has not heard of
     */
    public List<Object> failover(Duration lag) {
        Instant heardUntil = time.instant().minus(lag);
        int lost = 0;
        while (lost < calls.size() && calls.get(calls.size() - 1 - lost).at().isAfter(heardUntil)) {
            lost++;
        }
        return failover(lost);
    }

    /**
     * The replica takes over.
     *
     * @param lost how many calls it has not heard of, at most
     * @return their answers
     */
    public List<Object> failover(int lost) {
        List<Done> last = calls.subList(Math.max(0, calls.size() - lost), calls.size());
        List<Object> answers = last.stream().map(Done::answer).toList();
        last.clear();
        PastClock clock = new PastClock();
        current.store = open.apply(clock);
        for (Done each : calls) {
            clock.now = each.at();
            Object unused = each.call().get();
        }
        clock.now = null;
        return answers;
    }

    @Override
    public StoreUpkeep upkeep() {
        return new StoreUpkeep() {
            @Override
            public ExpiryResult expireDue(int limit) {
                return call(() -> current.store.upkeep().expireDue(limit));
            }

            @Override
            public int prune(Duration retention, int limit) {
                return call(() -> current.store.upkeep().prune(retention, limit));
            }

            @Override
            public int forget(List<ReservationId> ids, Duration retention) {
                return call(() -> current.store.upkeep().forget(ids, retention));
            }

            @Override
            public long openReservations() {
                return current.store.upkeep().openReservations();
            }
        };
    }
}
