package io.stipend.events;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Some events of a batch can never be published, whatever the number of tries: too large, refused, a listener that
 * fails. The relay hands them to the {@link DeadLetterSink} and publishes the rest of the batch again.
 */
public final class EventRejectedException extends EventPublishException {

    private static final long serialVersionUID = 1L;

    /** How many events the message names: a batch may have thousands. */
    private static final int SHOWN = 3;

    private final transient Map<ResourceEvent, String> reasons;

    /**
     * Says which events were rejected.
     *
     * @param reasons the rejected events of the batch, each with the reason; not empty
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

    /** The rejected events, each with the reason. */
    public Map<ResourceEvent, String> reasons() {
        return reasons;
    }
}
