/** What is allowed: the manager, policies, and what a store must do. */
module io.stipend.core {
    requires transitive io.stipend.events;
    requires transitive micrometer.core;
    requires jakarta.inject;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.stipend.core;
    exports io.stipend.core.background;
    exports io.stipend.core.error;
    exports io.stipend.core.execution;
    exports io.stipend.core.metrics;
    exports io.stipend.core.model;
    exports io.stipend.core.policy;
    exports io.stipend.core.spi;
    exports io.stipend.core.spi.check;

    // The contracts try what the relay makes of an entry; pools have the same timer as executions.
    exports io.stipend.core.internal to
            io.stipend.pools,
            io.stipend.testkit;
}
