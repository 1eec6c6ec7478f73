package io.stipend.core.policy;

/** How far a reservation's usage has come; ordered. */
public enum UsageLevel {
    NORMAL,
    WARNING,
    CRITICAL
}
