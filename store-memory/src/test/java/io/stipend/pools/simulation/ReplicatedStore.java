package io.stipend.pools.simulation;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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
    private final AtomicReference<StoreAdapter> current;
    private final List<Done> calls;

    /** What was called, when, and what the answer was. */
    private record Done(Instant at, Supplier<?> call, Object answer) {}

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
        this(time, open, new AtomicReference<>(open.apply(time)));
    }

    private ReplicatedStore(
            VirtualTime time, Function<InstantSource, StoreAdapter> open, AtomicReference<StoreAdapter> current) {
        super(current::get);
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
        current.set(open.apply(clock));
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
                return call(() -> current.get().upkeep().expireDue(limit));
            }

            @Override
            public int prune(Duration retention, int limit) {
                return call(() -> current.get().upkeep().prune(retention, limit));
            }

            @Override
            public int forget(List<ReservationId> ids, Duration retention) {
                return call(() -> current.get().upkeep().forget(ids, retention));
            }

            @Override
            public long openReservations() {
                return current.get().upkeep().openReservations();
            }
        };
    }
}
