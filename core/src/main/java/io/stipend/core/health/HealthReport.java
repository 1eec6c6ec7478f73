package io.stipend.core.health;

import java.util.Comparator;
import java.util.List;

/**
 * How well Stipend works.
 *
 * @param status the worst of the components
 * @param components the parts that were looked at
 */
public record HealthReport(Status status, List<Component> components) {

    public HealthReport {
        components = List.copyOf(components);
    }

    static HealthReport of(List<Component> components) {
        Status worst = components.stream()
                .map(Component::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.UP);
        return new HealthReport(worst, components);
    }

    /** Whether the answer is yes: it lives, or is ready. True also when it is {@link Status#DEGRADED}. */
    public boolean ok() {
        return status != Status.DOWN;
    }
}
