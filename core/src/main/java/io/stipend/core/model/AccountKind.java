package io.stipend.core.model;

/** Whom an account belongs to. The order is the order in which stores lock and list accounts. */
public enum AccountKind {
    USER("user"),
    SWARM("swarm"),
    POOL("pool");

    private final String label;

    AccountKind(String label) {
        this.label = label;
    }

    /** The name in texts: {@code user}, {@code swarm} or {@code pool}. */
    public String label() {
        return label;
    }
}
