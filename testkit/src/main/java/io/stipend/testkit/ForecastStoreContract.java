package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.ForecastStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ForecastStore} must do. Subclass it, and give it one. Other nodes may have records there: each test has nodes of its own.
 */
public abstract class ForecastStoreContract {

    private static final byte[] RECORD = {0, -1, 58, 10, 13, 0, 127};

    private ForecastStore store;

    /** For subclasses. */
    protected ForecastStoreContract() {}

    /** The store that is tested, open; each time the same, or one over the same database. */
    protected abstract ForecastStore forecasts();

    @BeforeEach
    void open() {
        store = forecasts();
    }

    private static String node() {
        return "node " + UUID.randomUUID();
    }

    private ForecastStore.NodeRecord recordOf(String node) {
        return Objects.requireNonNull(forecasts().readAll().get(node), node);
    }

    private byte[] bytesOf(String node) {
        return recordOf(node).bytes();
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        String node = node();
        assertThat(store.put(node, RECORD, Set.of())).isTrue();
        assertThat(bytesOf(node)).isEqualTo(RECORD);
        assertThat(recordOf(node).ageMillis()).isBetween(0L, 600_000L);
    }

    @Test
    void anotherRecordReplacesIt() {
        String node = node();
        store.put(node, RECORD, Set.of());
        store.put(node, new byte[0], Set.of());
        assertThat(bytesOf(node)).isEmpty();
    }

    @Test
    void aLargeRecordIsKeptWhole() {
        String node = node();
        byte[] large = new byte[ForecastStore.MAX_BYTES];
        new Random(1).nextBytes(large);
        store.put(node, large, Set.of());
        assertThat(bytesOf(node)).isEqualTo(large);
    }

    @Test
    void whatIsTakenOverGoesInTheSameStep() {
        String heir = node();
        String first = node();
        String second = node();
        store.put(first, RECORD, Set.of());
        store.put(second, RECORD, Set.of());

        assertThat(store.put(heir, new byte[] {1}, Set.of(first, second))).isTrue();

        assertThat(forecasts().readAll()).containsKey(heir).doesNotContainKeys(first, second);
    }

    @Test
    void whatIsGoneCannotBeTakenOverAndThenNothingChanges() {
        String heir = node();
        String there = node();
        store.put(there, RECORD, Set.of());
        store.put(heir, RECORD, Set.of());

        assertThat(store.put(heir, new byte[] {1}, Set.of(there, node()))).isFalse();

        assertThat(bytesOf(heir)).isEqualTo(RECORD);
        assertThat(bytesOf(there)).isEqualTo(RECORD);
    }

    /** Each of eight heirs wants two of nine neighbours; none is taken over twice, and none is lost. */
    @Test
    void ofSeveralHeirsOneTakesOver() throws Exception {
        List<String> gone = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            gone.add(node());
            store.put(gone.get(i), RECORD, Set.of());
        }
        List<String> heirs = new ArrayList<>();
        List<Callable<Boolean>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String heir = node();
            Set<String> wanted = Set.of(gone.get(i), gone.get(i + 1));
            heirs.add(heir);
            tries.add(() -> forecasts().put(heir, RECORD, wanted));
        }
        ExecutorService executor = Executors.newFixedThreadPool(8);
        Set<Integer> taken = new HashSet<>();
        try {
            List<Future<Boolean>> answers = executor.invokeAll(tries);
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i).get()) {
                    assertThat(taken.add(i)).isTrue();
                    assertThat(taken.add(i + 1)).as("each is taken over once").isTrue();
                }
            }
        } finally {
            executor.shutdown();
        }
        Map<String, ForecastStore.NodeRecord> left = forecasts().readAll();
        for (int i = 0; i < gone.size(); i++) {
            assertThat(left.containsKey(gone.get(i))).isEqualTo(!taken.contains(i));
        }
        assertThat(heirs.stream().filter(left::containsKey)).hasSize(taken.size() / 2);
    }

    @Test
    void aNodeIsNamedAsAnyIdIs() {
        assertThatThrownBy(() -> store.put("", RECORD, Set.of())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.put("a\nb", RECORD, Set.of())).isInstanceOf(InvalidRequestException.class);
        String odd = "n:{0}'%\u00e9" + UUID.randomUUID();
        store.put(odd, RECORD, Set.of());
        assertThat(bytesOf(odd)).isEqualTo(RECORD);
    }
}
