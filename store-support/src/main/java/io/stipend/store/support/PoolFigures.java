package io.stipend.store.support;

import io.stipend.core.spi.StoreFigure;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The meters of a connection pool. */
public final class PoolFigures {

    private static final String CONNECTIONS = "stipend.store.connections";
    private static final String DESCRIPTION = "Connections to the store, by what they do";

    private PoolFigures() {}

    /**
     * The meters of a pool.
     *
     * @param active connections in use
     * @param idle connections not in use
     * @param pending threads that wait for a connection
     * @param max the most connections that the pool opens
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
