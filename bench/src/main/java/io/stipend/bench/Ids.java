package io.stipend.bench;

import io.stipend.core.model.ReservationId;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;

/** Ids as text: those of reservations, and the JDK's random ones. */
public class Ids {

    @Benchmark
    public ReservationId timeOrdered() {
        return ReservationId.unique("default");
    }

    @Benchmark
    public String randomUuid() {
        return UUID.randomUUID().toString();
    }
}
