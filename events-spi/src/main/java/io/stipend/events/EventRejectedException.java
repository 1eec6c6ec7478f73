package io.stipend.events;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Some events of a batch can never be published, however often they are tried: they are too large, the broker refuses
 * them, or a listener fails. The relay hands them to the {@link DeadLetterSink} and publishes the rest of the batch
 * again.
 */
public final class EventRejectedException extends EventPublishException {

    private static final long serialVersionUID = 1L;

    /** How many events the message names; a batch may have thousands. */
    private static final int SHOWN = 3;

    private final transient Map<ResourceEvent, String> reasons;

    /**
     * Creates the exception for the rejected events.
     *
     * @param reasons each rejected event of the batch with its reason; not empty
     */
    public EventRejectedException(Map<ResourceEvent, String> reasons) {
        super(reasons.entrySet().stream()
                .limit(SHOWN)
                .map(entry -> entry.getKey().id() + ": " + entry.getValue())
                .collect(Collectors.joining(
                        "; ",
                        reasons.size() + " events can never be published: ",
                        reasons.size() > SHOWN ? "; and so on" : "")));
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("reasons is empty; name at least one rejected event");
        }
        this.reasons = Map.copyOf(reasons);
    }

    /** Each rejected event with its reason. */
    public Map<ResourceEvent, String> reasons() {
        return reasons;
    }
}
