package io.stipend.store.support;

import io.stipend.core.spi.StoreFigure;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What a store tells of its pool of connections. */
public final class PoolFigures {

    private static final String CONNECTIONS = "stipend.store.connections";
    private static final String DESCRIPTION = "Connections to the store, by what they do";

    private PoolFigures() {}

    /**
     * The figures of a pool.
     *
     * @param active connections that are at work
     * @param idle connections that wait for work
     * @param pending threads that wait for a connection
     * @param max how many connections there may be
     */
    public static List<StoreFigure> of(
            DoubleSupplier active, DoubleSupplier idle, DoubleSupplier pending, DoubleSupplier max) {
        return List.of(
                StoreFigure.gauge(CONNECTIONS, DESCRIPTION, active, "state", "active"),
                StoreFigure.gauge(CONNECTIONS, DESCRIPTION, idle, "state", "idle"),
                StoreFigure.gauge(CONNECTIONS + ".pending", "Threads that wait for a connection", pending),
                StoreFigure.gauge(CONNECTIONS + ".max", "Most connections that the pool opens", max));
    }
}
