package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventPublishersTest {

    private final List<ResourceEvent> batch = List.of(Events.warning("r1", 2), Events.critical("r2", 3));

    /** Records its events, or throws a given exception. */
    private static final class Recording implements EventPublisher {

        final List<ResourceEvent> published = new ArrayList<>();
        final List<RuntimeException> failures = new ArrayList<>();
        int closed;

        static Recording failing(RuntimeException failure) {
            Recording recording = new Recording();
            recording.failures.add(failure);
            return recording;
        }

        @Override
        public void publish(List<ResourceEvent> events) {
            published.addAll(events);
            failures.forEach(failure -> {
                throw failure;
            });
        }

        @Override
        public void close() {
            closed++;
            failures.forEach(failure -> {
                throw failure;
            });
        }
    }

    @Test
    void noneTakesEverything() {
        EventPublisher none = EventPublishers.none();

        assertThatCode(() -> {
                    none.publish(batch);
                    none.close();
                    none.close();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void onlyWhoDiscardsEverythingSaysSo() {
        assertThat(EventPublishers.none().discardsAll()).isTrue();
        assertThat(EventPublishers.all(EventPublishers.none(), EventPublishers.none())
                        .discardsAll())
                .isTrue();
        assertThat(EventPublishers.log().discardsAll()).isFalse();
        assertThat(EventPublishers.all(EventPublishers.none(), EventPublishers.log())
                        .discardsAll())
                .isFalse();
    }

    @Test
    void logWritesTypeAndContentAtInfo() {
        try (Logged logged = Logged.of("io.stipend.events")) {
            EventPublishers.log().publish(batch);

            assertThat(logged.lines()).hasSize(2);
            assertThat(logged.lines().get(0))
                    .startsWith("INFO resource.warning ")
                    .contains("r1");
            assertThat(logged.lines().get(1))
                    .startsWith("INFO resource.critical ")
                    .contains("r2");
        }
    }

    @Test
    void deadLettersGoToTheLogAsErrorsWithTheirReason() {
        try (Logged logged = Logged.of(DeadLetterSink.class.getName())) {
            DeadLetterSink.log().accept(batch.get(0), "too large");

            assertThat(logged.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR ")
                    .contains(batch.get(0).id(), "too large");
        }
    }

    @Test
    void allPublishesToEachInTurn() {
        List<String> order = new ArrayList<>();
        EventPublisher all = EventPublishers.all(events -> order.add("first"), events -> order.add("second"));

        all.publish(batch);

        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void whatOneRejectsStillReachesTheOthers() {
        ResourceEvent rejected = batch.get(0);
        Recording first = Recording.failing(new EventRejectedException(Map.of(rejected, "listener failed")));
        Recording broker = new Recording();

        EventRejectedException failure = catchThrowableOfType(
                EventRejectedException.class,
                () -> EventPublishers.all(first, broker).publish(batch));

        assertThat(broker.published).containsExactlyElementsOf(batch);
        assertThat(failure.reasons()).containsExactly(Map.entry(rejected, "listener failed"));
    }

    @Test
    void rejectionsOfSeveralPublishersAreReportedTogether() {
        Recording first = Recording.failing(new EventRejectedException(Map.of(batch.get(0), "listener failed")));
        Recording second = Recording.failing(
                new EventRejectedException(Map.of(batch.get(0), "too large", batch.get(1), "refused")));

        EventRejectedException failure = catchThrowableOfType(
                EventRejectedException.class,
                () -> EventPublishers.all(first, second).publish(batch));

        assertThat(failure.reasons())
                .containsEntry(batch.get(0), "listener failed; too large")
                .containsEntry(batch.get(1), "refused");
    }

    @Test
    void aPublisherThatIsDownKeepsTheBatchForAll() {
        Recording first = Recording.failing(new EventRejectedException(Map.of(batch.get(0), "listener failed")));
        Recording down = Recording.failing(new EventPublishException("broker is down"));
        Recording third = new Recording();

        // Not a rejection: the relay is to publish everything again.
        assertThatThrownBy(() -> EventPublishers.all(first, down, third).publish(batch))
                .isExactlyInstanceOf(EventPublishException.class)
                .hasMessage("broker is down");
        assertThat(third.published).isEmpty();
    }

    @Test
    void closesEachAlsoWhenOneFails() {
        Recording first = Recording.failing(new IllegalStateException("first"));
        Recording second = Recording.failing(new IllegalStateException("second"));
        Recording third = new Recording();

        assertThatThrownBy(() -> EventPublishers.all(first, second, third).close())
                .hasMessage("first")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(next -> assertThat(next).hasMessage("second")));
        assertThat(third.closed).isEqualTo(1);
    }
}
