package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    /** After that of the header. */
    private static final long FIRST_LINE = 2;

    @Test
    void oneWorkerGetsTheOrderOfTime() {
        Schedule schedule = new Schedule(ofSessions(0, 1, 0, 0, 2, 1), 3);

        List<Long> lines = new ArrayList<>();
        for (TraceRequest request = schedule.take(); request != null; request = schedule.take()) {
            lines.add(request.line() - FIRST_LINE);
            schedule.done(request);
        }

        assertThat(lines).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void sessionRunsOneRequestAtATimeAndTheOldestFirst() {
        Schedule schedule = new Schedule(ofSessions(0, 0, 0, 1), 2);

        TraceRequest first = Objects.requireNonNull(schedule.take());
        assertThat(first.line()).isEqualTo(FIRST_LINE);
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(FIRST_LINE + 3);
        assertThat(schedule.take()).as("all that is left waits for its session").isNull();

        schedule.done(first);
        TraceRequest second = Objects.requireNonNull(schedule.take());
        assertThat(second.line()).isEqualTo(FIRST_LINE + 1);
        assertThat(schedule.take()).isNull();

        schedule.done(second);
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(FIRST_LINE + 2);
    }

    private static List<TraceRequest> ofSessions(int... sessions) {
        StringBuilder rows = new StringBuilder();
        for (int session : sessions) {
            rows.append("0,,s").append(session).append(",,0,0,,\n");
        }
        return Logs.of(rows.toString()).requests();
    }
}
