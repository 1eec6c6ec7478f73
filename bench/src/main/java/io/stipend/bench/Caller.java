package io.stipend.bench;

import io.stipend.core.model.ReservationId;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** One calling thread: its next account, and the ids it uses. The same for every case. */
@State(Scope.Thread)
public class Caller {

    /** A prime, so that a caller visits every account, and never two neighbours in a row. */
    private static final int STRIDE = 7_919;

    /** A reservation remembers each of its reports, so it must not have them for ever; the share of its reserve and its settle is small. */
    private static final int CALLS_PER_RESERVATION = 100;

    private int accounts;
    private int account;
    private long id;
    private @Nullable ReservationId reservation;
    private int reservationCalls;

    /** Where it is: a benchmark may have a new store for each iteration. */
    private @Nullable ManagerCalls madeBy;

    /** Starts callers apart from each other. */
    @Setup
    public void start(BenchmarkParams params, ThreadParams threads) {
        String param = params.getParam("accounts");
        startAt(param == null ? 1 : Integer.parseInt(param), threads.getThreadIndex());
    }

    void startAt(int accountCount, int thread) {
        accounts = accountCount;
        account = (int) (thread * 4_999L % accountCount);
        id = (long) thread << 48;
    }

    int nextAccount() {
        account = (int) (((long) account + STRIDE) % accounts);
        return account;
    }

    long nextId() {
        return ++id;
    }

    /** An open reservation to report on or to extend; after {@value #CALLS_PER_RESERVATION} calls it is settled, and another takes its place. */
    ReservationId reservation(ManagerCalls calls) {
        boolean isOthers = madeBy != calls;
        if (reservation == null || isOthers || ++reservationCalls == CALLS_PER_RESERVATION) {
            if (reservation != null && !isOthers) {
                calls.settle(reservation);
            }
            reservation = calls.reserve(nextAccount()).reservationId();
            reservationCalls = 0;
            madeBy = calls;
        }
        return reservation;
    }
}
