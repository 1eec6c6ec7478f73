package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void oneWorkerGetsTheOrderOfTime() {
        Schedule schedule = new Schedule(ofSessions(0, 1, 0, 0, 2, 1), 3);

        List<Integer> lines = new ArrayList<>();
        for (TraceRequest request = schedule.take(); request != null; request = schedule.take()) {
            lines.add(request.line());
            schedule.done(request);
        }

        assertThat(lines).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void sessionRunsOneRequestAtATimeAndTheOldestFirst() {
        Schedule schedule = new Schedule(ofSessions(0, 0, 0, 1), 2);

        TraceRequest first = Objects.requireNonNull(schedule.take());
        assertThat(first.line()).isZero();
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(3);
        assertThat(schedule.take()).as("all that is left waits for its session").isNull();

        schedule.done(first);
        TraceRequest second = Objects.requireNonNull(schedule.take());
        assertThat(second.line()).isEqualTo(1);
        assertThat(schedule.take()).isNull();

        schedule.done(second);
        assertThat(schedule.take()).extracting(TraceRequest::line).isEqualTo(2);
    }

    private static List<TraceRequest> ofSessions(int... sessions) {
        List<TraceRequest> requests = new ArrayList<>();
        for (int session : sessions) {
            requests.add(new TraceRequest(requests.size(), 0, null, session, null, 0, 0, null, null));
        }
        return requests;
    }
}
