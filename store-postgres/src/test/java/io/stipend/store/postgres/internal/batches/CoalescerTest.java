package io.stipend.store.postgres.internal.batches;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.StoreFigure;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.Call;
import io.stipend.store.support.Coalescer;
import io.stipend.testkit.faults.CreditCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who runs which calls, and when: with a database that answers when the test says so. */
@Timeout(30)
final class CoalescerTest {

    /** A batch that its thread has begun to run, and that runs until it is told how it ends. */
    private record Running(
            List<Call<BatchCommand, CommandAnswer>> calls,
            Thread thread,
            CompletableFuture<Consumer<List<Call<BatchCommand, CommandAnswer>>>> end) {

        List<String> ids() {
            return calls.stream().map(call -> call.command().target().value()).toList();
        }

        void succeed() {
            end.complete(CoalescerTest::answer);
        }

        void throwing(RuntimeException failure) {
            end.complete(calls -> {
                throw failure;
            });
        }
    }

    private final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void noCallerIsStuck() throws InterruptedException {
        callers.shutdown();
        assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }

    private static void answer(List<Call<BatchCommand, CommandAnswer>> calls) {
        for (Call<BatchCommand, CommandAnswer> call : calls) {
            // The time tells whose answer it is.
            call.answer(new CommandAnswer(
                    AnswerCode.DONE,
                    call.command().target().value().hashCode(),
                    null,
                    0,
                    0,
                    0,
                    null,
                    0,
                    OnExpiry.BOOK_TRACKED,
                    null,
                    new Long[0]));
        }
    }

    private Coalescer<BatchCommand, CommandAnswer> held(int connections, int maxBatch) {
        return new Coalescer<>(connections, maxBatch, () -> new BatchAdmission()::admit, calls -> {
            Running batch = new Running(List.copyOf(calls), Thread.currentThread(), new CompletableFuture<>());
            running.add(batch);
            batch.end().join().accept(calls);
        });
    }

    private static BatchCommand release(String id) {
        return BatchCommand.of(new ReleaseCommand(new ReservationId(CreditCommands.TENANT, id), OperationId.RELEASE));
    }

    private static long never() {
        return System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    }

    private Future<CommandAnswer> call(Coalescer<BatchCommand, CommandAnswer> coalescer, BatchCommand command)
            throws InterruptedException {
        return call(coalescer, command, never());
    }

    /** Calls in a thread of its own, and returns when that runs a batch or waits in the queue. */
    private Future<CommandAnswer> call(
            Coalescer<BatchCommand, CommandAnswer> coalescer, BatchCommand command, long deadlineNanos)
            throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<CommandAnswer> answer = callers.submit(() -> {
            thread.set(Thread.currentThread());
            return coalescer.run(command, deadlineNanos);
        });
        await().until(() -> thread.get() != null
                && (answer.isDone()
                        || thread.get().getState() == Thread.State.WAITING
                        || thread.get().getState() == Thread.State.TIMED_WAITING));
        threads.add(thread.get());
        return answer;
    }

    private Running next() throws InterruptedException {
        Running batch = running.poll(2, TimeUnit.MINUTES);
        assertThat(batch).as("a batch that runs").isNotNull();
        return batch;
    }

    private static void assertAnswered(Future<CommandAnswer> answer, String id) throws Exception {
        assertThat(answer.get(2, TimeUnit.MINUTES).atMillis()).isEqualTo(id.hashCode());
    }

    @Test
    void oneCallerAloneRunsItsCallItselfAndAtOnce() {
        List<Thread> ranBy = new ArrayList<>();
        Coalescer<BatchCommand, CommandAnswer> coalescer =
                new Coalescer<>(2, 10, () -> new BatchAdmission()::admit, calls -> {
                    assertThat(calls).hasSize(1);
                    ranBy.add(Thread.currentThread());
                    answer(calls);
                });

        for (int i = 0; i < 3; i++) {
            assertThat(coalescer.run(release("r" + i), never()).atMillis()).isEqualTo(("r" + i).hashCode());
        }

        assertThat(ranBy).containsOnly(Thread.currentThread()).hasSize(3);
    }

    @Test
    void thoseWhoComeWhileABatchRunsAreTheNextOneInTheirOrder() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        Future<CommandAnswer> first = call(coalescer, release("a"));
        Running alone = next();
        List<Future<CommandAnswer>> others =
                List.of(call(coalescer, release("b")), call(coalescer, release("c")), call(coalescer, release("d")));
        assertThat(alone.ids()).containsExactly("a");
        assertThat(running).isEmpty();

        alone.succeed();
        assertAnswered(first, "a");
        Running together = next();

        assertThat(together.ids()).containsExactly("b", "c", "d");
        assertThat(coalescer.figures())
                .extracting(StoreFigure::name, figure -> figure.value().getAsDouble())
                .containsExactly(
                        tuple("stipend.store.batches", 2.0),
                        tuple("stipend.store.batched.calls", 4.0),
                        tuple("stipend.store.queue", 0.0));
        assertThat(together.thread()).as("one of those who waited").isEqualTo(threads.get(1));
        together.succeed();
        assertAnswered(others.get(0), "b");
        assertAnswered(others.get(1), "c");
        assertAnswered(others.get(2), "d");
    }

    @Test
    void noBatchIsLargerThanItMayBe() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 2);
        List<Future<CommandAnswer>> answers = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            answers.add(call(coalescer, release(id)));
        }

        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Running batch = next();
            batches.add(batch.ids());
            batch.succeed();
        }

        assertThat(batches).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
        for (Future<CommandAnswer> answer : answers) {
            answer.get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void asManyBatchesRunAtOnceAsThereAreConnections() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(2, 10);
        Future<CommandAnswer> one = call(coalescer, release("a"));
        Future<CommandAnswer> two = call(coalescer, release("b"));
        Future<CommandAnswer> three = call(coalescer, release("c"));
        Running first = next();
        Running second = next();
        assertThat(running).isEmpty();

        second.succeed();
        Running third = next();
        assertThat(third.ids()).containsExactly("c");
        third.succeed();
        first.succeed();

        assertAnswered(one, "a");
        assertAnswered(two, "b");
        assertAnswered(three, "c");
    }

    @Test
    void twoReservesOfOneIdOrStepAreNotInOneBatch() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        List<Future<CommandAnswer>> answers = new ArrayList<>();
        answers.add(call(coalescer, release("first")));
        for (String id : List.of("same", "same", "other")) {
            answers.add(call(coalescer, BatchCommand.of(CreditCommands.reserve(id, 1, CreditCommands.user("u")))));
        }
        for (String id : List.of("x", "y")) {
            answers.add(call(
                    coalescer, BatchCommand.bind(CreditCommands.id(id), new StepId(CreditCommands.TENANT, "step"))));
        }

        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Running batch = next();
            batches.add(batch.ids());
            batch.succeed();
        }

        assertThat(batches).containsExactly(List.of("first"), List.of("same", "other", "x"), List.of("same", "y"));
        for (Future<CommandAnswer> answer : answers) {
            answer.get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void whoseTurnDoesNotComeInTimeIsToldThatNothingWasDone() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        Future<CommandAnswer> running = call(coalescer, release("a"));
        Future<CommandAnswer> late = call(coalescer, release("b"), System.nanoTime());

        assertThatThrownBy(() -> late.get(2, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isNotInstanceOf(OutcomeUnknownException.class)
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("nothing was done");

        next().succeed();
        assertAnswered(running, "a");
        Future<CommandAnswer> afterwards = call(coalescer, release("c"));
        Running batch = next();
        assertThat(batch.ids()).as("without the one that gave up").containsExactly("c");
        batch.succeed();
        assertAnswered(afterwards, "c");
    }

    @Test
    void whoseBatchDoesNotEndInTimeIsToldThatNobodyKnows() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        Future<CommandAnswer> first = call(coalescer, release("a"));
        Running alone = next();
        Future<CommandAnswer> leader = call(coalescer, release("b"));
        // Long enough for the batch to begin; the test does not depend on how long that is.
        Future<CommandAnswer> late = call(coalescer, release("c"), System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
        alone.succeed();
        Running together = next();
        assertThat(together.ids()).containsExactly("b", "c");

        assertThatThrownBy(() -> late.get(2, TimeUnit.MINUTES)).hasCauseInstanceOf(OutcomeUnknownException.class);

        together.succeed();
        assertAnswered(first, "a");
        assertAnswered(leader, "b");
    }

    @Test
    void aRunnerThatFailsFailsItsBatchAndNotTheNext() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        Future<CommandAnswer> first = call(coalescer, release("a"));
        Running alone = next();
        Future<CommandAnswer> leader = call(coalescer, release("b"));
        Future<CommandAnswer> member = call(coalescer, release("c"));
        alone.succeed();
        Running together = next();
        Future<CommandAnswer> next = call(coalescer, release("d"));

        together.throwing(new IllegalStateException("a defect"));

        assertAnswered(first, "a");
        assertThatThrownBy(() -> leader.get(2, TimeUnit.MINUTES)).hasRootCauseMessage("a defect");
        assertThatThrownBy(() -> member.get(2, TimeUnit.MINUTES))
                .cause()
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INTERNAL));
        Running last = next();
        assertThat(last.ids()).containsExactly("d");
        last.succeed();
        assertAnswered(next, "d");
    }

    @Test
    void whoIsInterruptedStillGetsTheAnswerAndStaysInterrupted() throws Exception {
        Coalescer<BatchCommand, CommandAnswer> coalescer = held(1, 10);
        Future<CommandAnswer> first = call(coalescer, release("a"));
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<Boolean> interrupted = callers.submit(() -> {
            thread.set(Thread.currentThread());
            assertThat(coalescer.run(release("b"), never()).atMillis()).isEqualTo("b".hashCode());
            return Thread.interrupted();
        });
        await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);
        thread.get().interrupt();
        next().succeed();
        next().succeed();

        assertAnswered(first, "a");
        assertThat(interrupted.get(2, TimeUnit.MINUTES)).isTrue();
    }
}
