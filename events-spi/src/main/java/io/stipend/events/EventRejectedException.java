package io.stipend.events;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Some events of a batch can never be published, whatever the number of tries: too large, refused, a listener that
 * fails. The relay hands them to the {@link DeadLetterSink} and publishes the rest of the batch again.
 */
public final class EventRejectedException extends EventPublishException {

    private static final long serialVersionUID = 1L;

    private final transient Map<ResourceEvent, String> reasons;

    /**
     * Says which events were rejected.
     *
     * @param reasons the rejected events of the batch, each with the reason; not empty
     */
    public EventRejectedException(Map<ResourceEvent, String> reasons) {
        super(reasons.entrySet().stream()
                .map(entry -> entry.getKey().id() + ": " + entry.getValue())
                .collect(Collectors.joining("; ", "events that can never be published: ", "")));
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("reasons is empty; name at least one rejected event");
        }
        this.reasons = Map.copyOf(reasons);
    }

    /** The rejected events, each with the reason. */
    public Map<ResourceEvent, String> reasons() {
        return reasons;
    }
}
