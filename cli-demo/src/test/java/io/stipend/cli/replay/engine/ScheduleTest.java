package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.foresight.price.ModelUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void oneWorkerGetsTheOrderOfTime() {
        Schedule schedule = new Schedule(ofSessions(0, 1, 0, 0, 2, 1), 3);

        List<Long> lines = new ArrayList<>();
        for (TraceRequest request = schedule.take(); request != null; request = schedule.take()) {
            lines.add(request.line());
            schedule.done(request);
        }

        assertThat(lines).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void sessionRunsOneRequestAtATimeAndTheOldestFirst() {
        Schedule schedule = new Schedule(ofSessions(0, 0, 0, 1), 2);

        TraceRequest first = Objects.requireNonNull(schedule.take());
        assertThat(first.line()).isZero();
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(3L);
        assertThat(schedule.take()).as("all that is left waits for its session").isNull();

        schedule.done(first);
        TraceRequest second = Objects.requireNonNull(schedule.take());
        assertThat(second.line()).isEqualTo(1L);
        assertThat(schedule.take()).isNull();

        schedule.done(second);
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(2L);
    }

    private static List<TraceRequest> ofSessions(int... sessions) {
        List<TraceRequest> requests = new ArrayList<>();
        for (int session : sessions) {
            requests.add(new TraceRequest(
                    requests.size(),
                    Instant.EPOCH,
                    Optional.empty(),
                    session,
                    Optional.empty(),
                    Optional.empty(),
                    ModelUsage.of(0, 0),
                    Optional.empty(),
                    Optional.empty(),
                    false));
        }
        return requests;
    }
}
