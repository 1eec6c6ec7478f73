package io.stipend.core.background;

import static io.stipend.core.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProbeTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Health.Component found(Probe probe) {
        return probe.await(probe.begin());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAnswersIsUp() {
        Health.Component found = found(new Probe("store", () -> {}, Health.Status.DOWN, LONG));

        assertThat(found.status()).isEqualTo(Health.Status.UP);
        assertThat(found.name()).isEqualTo("store");
    }

    @Test
    void ourOwnExceptionsAreToldInTheirWords() {
        Probe probe = new Probe(
                "store",
                () -> {
                    throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "the server is away");
                },
                Health.Status.DOWN,
                LONG);

        assertThat(found(probe).status()).isEqualTo(Health.Status.DOWN);
        assertThat(found(probe).sentence()).isEqualTo("the server is away");
    }

    @Test
    void othersExceptionsAreNot() {
        Probe probe = new Probe(
                "events",
                () -> {
                    throw new IllegalStateException("password=hush");
                },
                Health.Status.DEGRADED,
                LONG);

        assertThat(found(probe).status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(found(probe).sentence()).doesNotContain("hush");
    }

    @Test
    void whatDoesNotAnswerIsNotWaitedForAndNotAskedAgain() {
        CountDownLatch thaw = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Probe probe = new Probe(
                "store",
                () -> {
                    asked.incrementAndGet();
                    awaitQuietly(thaw);
                },
                Health.Status.DOWN,
                SHORT);

        assertThat(found(probe).sentence()).startsWith("has not answered for");
        assertThat(found(probe).status()).isEqualTo(Health.Status.DOWN);
        assertThat(asked).hasValue(1);

        thaw.countDown();
        await().until(() -> found(probe).status() == Health.Status.UP);
    }
}
