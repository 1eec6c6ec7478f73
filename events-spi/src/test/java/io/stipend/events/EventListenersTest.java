package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventListenersTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void callsEachListenerForItsTypeInTheOrderAdded() {
        EventListeners listeners = EventPublishers.listeners()
                .on(ResourceEvent.Warning.class, event -> heard.add("warning " + event.reservationId()))
                .on(ResourceEvent.class, event -> heard.add("any " + event.stream()))
                .on(ResourceEvent.OfReservation.class, event -> heard.add("reservation " + event.reservationId()))
                .build();

        listeners.publish(List.of(Events.warning("r1", 2), Events.changed("user:ann", 1, "CREDITS", 5, 0)));

        assertThat(heard).containsExactly("warning r1", "any r1", "reservation r1", "any user:ann");
    }

    @Test
    void servesTheOthersWhenAListenerFailsAndNamesTheEvent() {
        EventListeners listeners = EventPublishers.listeners()
                .on(ResourceEvent.Critical.class, event -> {
                    throw new IllegalStateException("out of order");
                })
                .on(ResourceEvent.class, event -> heard.add(event.id()))
                .build();
        ResourceEvent critical = Events.critical("r1", 2);
        ResourceEvent warning = Events.warning("r2", 2);

        EventRejectedException failure =
                catchThrowableOfType(EventRejectedException.class, () -> listeners.publish(List.of(critical, warning)));

        assertThat(heard).containsExactly(critical.id(), warning.id());
        assertThat(failure).hasMessageContaining(critical.id()).hasMessageContaining("out of order");
        assertThat(failure.reasons()).containsOnlyKeys(critical);
    }

    @Test
    void namesEveryListenerThatFailedOnAnEvent() {
        EventListeners listeners = EventPublishers.listeners()
                .on(ResourceEvent.class, event -> {
                    throw new IllegalStateException("first");
                })
                .on(ResourceEvent.class, event -> {
                    throw new UnsupportedOperationException("second");
                })
                .build();

        assertThatThrownBy(() -> listeners.publish(List.of(Events.warning("r1", 2))))
                .isInstanceOf(EventRejectedException.class)
                .hasMessageContaining("first")
                .hasMessageContaining("second");
    }

    @Test
    void listenersAddedAfterBuildAreNotCalled() {
        EventListeners.Builder builder = EventPublishers.listeners();
        EventListeners listeners = builder.build();
        builder.on(ResourceEvent.class, event -> heard.add(event.id()));

        listeners.publish(List.of(Events.warning("r1", 2)));

        assertThat(heard).isEmpty();
    }

    @Test
    void nobodyListeningIsFine() {
        EventListeners listeners = EventPublishers.listeners().build();

        assertThatCode(() -> listeners.publish(List.of(Events.warning("r1", 2))))
                .doesNotThrowAnyException();
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        EventListeners.Builder builder = EventPublishers.listeners();

        assertThatThrownBy(() -> builder.on(null, event -> heard.add("never")))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("type");
        assertThatThrownBy(() -> builder.on(ResourceEvent.class, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("listener");
    }
}
