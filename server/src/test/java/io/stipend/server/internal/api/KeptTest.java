package io.stipend.server.internal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.server.internal.json.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Answers that are kept, and who waits for them. */
final class KeptTest {

    private static final long LONG = 3_600_000;

    private final Kept<String, Integer> kept = new Kept<>(100, key -> key.substring(0, key.indexOf('/')));
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger made = new AtomicInteger();

    private int slowly() {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return made.incrementAndGet();
    }

    private CompletableFuture<Integer> ask(String key) {
        return CompletableFuture.supplyAsync(() -> kept.get(key, LONG, this::slowly), task -> new Thread(task).start());
    }

    @Test
    void aSlowQuestionKeepsNobodyElseWaiting() {
        CompletableFuture<Integer> slow = ask("acme/slow");

        assertThat(kept.get("acme/other", LONG, () -> 7)).isEqualTo(7);
        assertThat(kept.get("globex/slow", LONG, () -> 8)).isEqualTo(8);
        assertThat(slow).isNotDone();

        go.countDown();
        assertThat(slow.join()).isEqualTo(1);
    }

    @Test
    void aQuestionThatManyAskIsAnsweredOnce() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < Kept.MAX_ASKING; i++) {
            all.add(ask("acme/slow"));
        }

        go.countDown();

        assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(1));
        assertThat(kept.get("acme/slow", LONG, () -> 9)).isEqualTo(1);
        assertThat(kept.get("acme/slow", 0, () -> 9)).isEqualTo(9);
    }

    @Test
    void aTenantTakesNoMorePlacesThanItMay() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        CountDownLatch inside = new CountDownLatch(Kept.MAX_ASKING);
        for (int i = 0; i < Kept.MAX_ASKING; i++) {
            String key = "acme/" + i;
            all.add(CompletableFuture.supplyAsync(
                    () -> kept.get(key, LONG, () -> {
                        inside.countDown();
                        return slowly();
                    }),
                    task -> new Thread(task).start()));
        }
        await(inside);

        assertThatThrownBy(() -> kept.get("acme/more", LONG, () -> 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("OVERLOADED"));
        assertThat(kept.get("globex/more", LONG, () -> 2)).isEqualTo(2);

        go.countDown();
        all.forEach(CompletableFuture::join);
        assertThat(kept.get("acme/more", LONG, () -> 3)).isEqualTo(3);
    }

    @Test
    void aFailureIsNotKept() {
        assertThatThrownBy(() -> kept.get("acme/fails", LONG, () -> {
                    throw new IllegalStateException("the store is away");
                }))
                .hasMessage("the store is away");

        assertThat(kept.get("acme/fails", LONG, () -> 4)).isEqualTo(4);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
