package io.stipend.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Calls listeners in the process, each for the type of event it asked for. A strategy can adapt that way when a warning
 * comes. Listeners run on the relay's thread, in the order in which they were added. So a slow listener delays the
 * events behind it, but never a caller of the manager.
 *
 * <p>If a listener throws, its event becomes a dead letter; the other listeners and events are still served.
 */
public final class EventListeners implements EventPublisher {

    private record Subscription<E extends ResourceEvent>(Class<E> type, Consumer<? super E> listener) {
        void offer(ResourceEvent event) {
            if (type.isInstance(event)) {
                listener.accept(type.cast(event));
            }
        }
    }

    private final List<Subscription<?>> subscriptions;

    private EventListeners(List<Subscription<?>> subscriptions) {
        this.subscriptions = List.copyOf(subscriptions);
    }

    @Override
    public void publish(List<ResourceEvent> batch) {
        Map<ResourceEvent, String> failures = new LinkedHashMap<>();
        for (ResourceEvent event : batch) {
            for (Subscription<?> subscription : subscriptions) {
                try {
                    subscription.offer(event);
                } catch (RuntimeException failure) {
                    failures.merge(event, "listener failed: " + failure, (first, next) -> first + "; " + next);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new EventRejectedException(failures);
        }
    }

    /** Collects listeners. Not thread safe. */
    public static final class Builder {

        private final List<Subscription<?>> subscriptions = new ArrayList<>();

        Builder() {}

        /**
         * Adds a listener.
         *
         * @param type the events it wants: a record of {@link ResourceEvent}, or one of its interfaces
         * @param listener what to call
         */
        public <E extends ResourceEvent> Builder on(Class<E> type, Consumer<? super E> listener) {
            subscriptions.add(new Subscription<>(
                    Objects.requireNonNull(type, "type is null; give the class of the events to listen for"),
                    Objects.requireNonNull(listener, "listener is null; give what to call")));
            return this;
        }

        /** Builds the publisher. */
        public EventListeners build() {
            return new EventListeners(subscriptions);
        }
    }
}
