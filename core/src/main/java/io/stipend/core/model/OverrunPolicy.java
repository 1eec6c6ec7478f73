package io.stipend.core.model;

/** What to do when a settle reports more of a consumable resource than was held. */
public enum OverrunPolicy {
    /** Book all of it; the account may go into debt, and nothing more of that resource is reserved there until it is out of debt. */
    CHARGE,
    /** Book up to what every account of the path has available; the rest is reported as uncollected. */
    CAP,
    /** Refuse to settle; the reservation stays open. */
    REJECT
}
