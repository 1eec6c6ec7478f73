package io.stipend.core.health;

/** How well something works; the later, the worse. */
public enum Status {
    /** It works. */
    UP,
    /** It does not all work, but budgets do. */
    DEGRADED,
    /** It does not work. */
    DOWN
}
