package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ReportTest {

    private static final Suite SUITE = new MemorySuite();

    @Test
    void jsonIsAnArrayOfMeasurements() {
        Results results = new Results(List.of(
                new Measurement("cycle", 2, 10_000, 1_234_567.8, 0.75, 12.0625, 999.96, 1.25, 0.0125),
                new Measurement("floor", 1, 1, 13e6, 0.0768, 0.2, 0, 0, 0)));

        JsonNode json = new ObjectMapper().readTree(Report.json(results));

        assertThat(json.isArray()).isTrue();
        assertThat(json).hasSize(2);
        assertThat(json.get(0).propertyNames())
                .containsExactly(
                        "case",
                        "callers",
                        "accounts",
                        "opsPerSecond",
                        "p50Micros",
                        "p99Micros",
                        "bytesPerOp",
                        "cpuMicrosPerOp",
                        "compiling");
        assertThat(json.get(0).get("case").asString()).isEqualTo("cycle");
        assertThat(json.get(0).get("callers").asInt()).isEqualTo(2);
        assertThat(json.get(0).get("accounts").asInt()).isEqualTo(10_000);
        assertThat(json.get(0).get("opsPerSecond").asLong()).isEqualTo(1_234_568);
        assertThat(json.get(0).get("p50Micros").asDouble()).isEqualTo(0.75);
        assertThat(json.get(0).get("p99Micros").asDouble()).isEqualTo(12.063);
        assertThat(json.get(0).get("bytesPerOp").asDouble()).isEqualTo(1_000.0);
        assertThat(json.get(0).get("cpuMicrosPerOp").asDouble()).isEqualTo(1.25);
    }

    @Test
    void tableShowsWhatAnOperationCosts() {
        String text = Report.table(List.of("where"), SUITE, new Results(measured(2e6, 1_000)));

        assertThat(text).startsWith("where\n\ncase ");
        assertThat(text.lines().filter(line -> line.startsWith("cycle  ")).findFirst())
                .hasValueSatisfying(line -> assertThat(line.trim().split("\\s+"))
                        .containsExactly(
                                "cycle",
                                "1",
                                "1",
                                "2,000,000",
                                "0.500",
                                "2.000",
                                "1,000",
                                "0.500",
                                "1.0",
                                "7.00",
                                "12.50"));
        assertThat(text.lines().filter(line -> line.startsWith("id ")).findFirst())
                .as("a case with peers nowhere")
                .isPresent();
    }

    @Test
    void goalsAreMetOrNot() {
        assertThat(SUITE.goals(new Results(measured(2.5e6, 1_200)))).allMatch(Suite.Goal::met);

        assertThat(SUITE.goals(new Results(measured(1.4e6, 1_201))))
                .filteredOn(goal -> !goal.met())
                .extracting(Suite.Goal::measured)
                .containsExactly("1.40 M", "17.86", "10.00", "1,201 B");
    }

    @Test
    void medianTakesEachFigureByItself() {
        Measurement median = Measurement.median(List.of(
                new Measurement("a", 1, 1, 10, 3, 300, 7, 3, 0),
                new Measurement("a", 1, 1, 30, 2, 100, 7, 1, 0.5),
                new Measurement("a", 1, 1, 20, 1, 200, 8, 2, 0.1)));

        assertThat(median).isEqualTo(new Measurement("a", 1, 1, 20, 2, 200, 7, 2, 0.1));
    }

    @Test
    void whatWasNotMeasuredIsAnError() {
        assertThatThrownBy(() -> new Results(List.of()).get("cycle", 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cycle with 1 callers on 1 accounts");
    }

    /** Measurements of every case, in which two callers are 1.5 times as fast as one. */
    private static List<Measurement> measured(double cyclesPerSecond, double bytesPerCycle) {
        List<Measurement> measurements = new ArrayList<>();
        for (BenchCase each : MemorySuite.cases()) {
            double one = each.name().equals(MemorySuite.CYCLE)
                    ? cyclesPerSecond
                    : each.name().equals(MemorySuite.FLOOR) ? 14e6 : 25e6;
            double rate = each.name().equals(MemorySuite.UUID) ? 5e6 : each.callers() == 2 ? 1.5 * one : one;
            measurements.add(new Measurement(
                    each.name(), each.callers(), each.accounts(), rate, 0.5, 2, bytesPerCycle, 0.5, 0.01));
        }
        measurements.add(new Measurement(OpenReservations.CASE, 1, OpenReservations.ACCOUNTS, 1e6, 1, 2, 600, 0, 0));
        return measurements;
    }
}
