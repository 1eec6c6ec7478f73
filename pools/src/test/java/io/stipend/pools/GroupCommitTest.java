package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** One write serves all who wait for it. */
final class GroupCommitTest {

    /** A disk whose first write takes until it is let go, and whose writes fail as told. */
    private static final class SlowDisk {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final AtomicInteger writes = new AtomicInteger();
        private final int failing;
        private final GroupCommit commit = new GroupCommit(this::write);

        /** @param failing which write fails; 0 if none does */
        SlowDisk(int failing) {
            this.failing = failing;
        }

        private void write() throws IOException {
            int number = writes.incrementAndGet();
            if (number == 1) {
                begun.countDown();
                awaitUninterrupted(letGo);
            }
            if (number == failing) {
                throw new IOException("write " + number + " failed");
            }
        }

        /** A caller that waits for a write; says how that failed, or nothing. */
        Caller caller() {
            Caller caller = new Caller(commit);
            caller.thread.start();
            return caller;
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Caller {
        private final Thread thread;
        private volatile String failure = "";

        Caller(GroupCommit commit) {
            thread = new Thread(() -> {
                try {
                    commit.await();
                } catch (IOException e) {
                    failure = e.getMessage();
                }
            });
        }

        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        String failureInTheEnd() throws InterruptedException {
            thread.join();
            return failure;
        }
    }

    /** How the first caller's write failed, and how those of the others, who came while it was under way. */
    private record Ends(String first, List<String> others, int writes) {}

    private static Ends run(SlowDisk disk) throws InterruptedException {
        Caller first = disk.caller();
        awaitUninterrupted(disk.begun);
        List<Caller> others = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Caller other = disk.caller();
            other.awaitWaiting();
            others.add(other);
        }
        disk.letGo.countDown();
        List<String> failures = new ArrayList<>();
        String failure = first.failureInTheEnd();
        for (Caller other : others) {
            failures.add(other.failureInTheEnd());
        }
        return new Ends(failure, failures, disk.writes.get());
    }

    @Test
    void whoComesDuringAWriteSharesTheNext() throws InterruptedException {
        Ends ends = run(new SlowDisk(0));

        assertThat(ends.writes()).isEqualTo(2);
        assertThat(ends.first()).isEmpty();
        assertThat(ends.others()).hasSize(64).containsOnly("");
    }

    @Test
    void aFailureIsToldToTheWholeGroupAndToNobodyElse() throws InterruptedException {
        Ends second = run(new SlowDisk(2));
        assertThat(second.first()).isEmpty();
        assertThat(second.others()).hasSize(64).containsOnly("write 2 failed");

        Ends first = run(new SlowDisk(1));
        assertThat(first.first()).isEqualTo("write 1 failed");
        assertThat(first.others()).hasSize(64).containsOnly("");
    }

    @Test
    void aDefectReachesItsGroupAndTheNextGoesOn() throws IOException {
        AtomicInteger writes = new AtomicInteger();
        GroupCommit commit = new GroupCommit(() -> {
            if (writes.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
            }
        });

        assertThatThrownBy(commit::await).hasMessageContaining("a defect");
        commit.await();

        assertThat(writes.get()).isEqualTo(2);
    }

    @Test
    void whatWasAddedBeforeIsWritten() throws Exception {
        AtomicLong added = new AtomicLong();
        AtomicLong written = new AtomicLong();
        GroupCommit commit = new GroupCommit(() -> written.set(added.get()));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(callers.submit(() -> {
                    for (int entry = 0; entry < 5_000; entry++) {
                        long number = added.incrementAndGet();
                        commit.await();
                        assertThat(written.get()).isGreaterThanOrEqualTo(number);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            callers.shutdown();
        }
    }
}
