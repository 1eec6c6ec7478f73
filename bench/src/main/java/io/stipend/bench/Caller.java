package io.stipend.bench;

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

    private int accounts;
    private int account;
    private long id;

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
}
