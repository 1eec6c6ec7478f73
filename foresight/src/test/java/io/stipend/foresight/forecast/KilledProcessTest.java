package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process learned and wrote is there after it was killed, whenever that was. */
final class KilledProcessTest {

    private static final int ROUNDS = 5;
    private static final int LEARNED_AT_ONCE = 50;

    @TempDir
    private Path folder;

    /** Learns and writes for ever; says how much it had learned when it had written that. Begins with what is there. */
    static final class Learner {

        private Learner() {}

        public static void main(String[] args) {
            LearnedForecaster forecaster = new LearnedForecaster();
            SharedForecasts shared = SharedForecasts.unscheduled(forecaster, new ForecastFile(Path.of(args[0])));
            shared.pass();
            Random random = new Random(1);
            while (true) {
                for (int i = 0; i < LEARNED_AT_ONCE; i++) {
                    Features step = new Features("default", "opus", "key " + random.nextInt(200), 1_000, -1, -1);
                    forecaster.learn(step, random.nextInt(2_000));
                }
                long learned = forecaster.snapshot().learned();
                shared.pass();
                System.out.println(learned);
            }
        }
    }

    @Test
    void whatItHadWrittenIsKnownToTheNext() throws IOException {
        Path file = folder.resolve("forecasts");
        Random random = new Random(7);
        long written = 0;
        for (int round = 0; round < ROUNDS; round++) {
            written = learnUntilKilled(file, written, 1 + random.nextInt(20));

            LearnedForecaster next = new LearnedForecaster();
            SharedForecasts.unscheduled(next, new ForecastFile(file)).pass();
            assertThat(next.snapshot().learned())
                    .as("at most what was learned since, and what was just being written")
                    .isGreaterThanOrEqualTo(written);
            assertThat(next.forecast(Features.ofInput(1_000), 0.1).samples()).isPositive();
        }
    }

    /** Writes each second by itself; learns as much as it is told to, and says how much it has learned then. Begins with what is there. */
    static final class TimedLearner {

        private TimedLearner() {}

        public static void main(String[] args) throws IOException {
            LearnedForecaster forecaster = new LearnedForecaster();
            SharedForecasts.start(forecaster, new ForecastFile(Path.of(args[0])), Duration.ofSeconds(1));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                for (int left = Integer.parseInt(line); left > 0; left--) {
                    forecaster.learn(Features.ofInput(1_000), left % 500);
                }
                System.out.println(forecaster.learned());
            }
        }
    }

    @Test
    void onlyWhatCameAfterTheLastIntervalIsLost() throws IOException {
        Path file = folder.resolve("forecasts");
        long known = 0;
        for (int round = 0; round < 3; round++) {
            Process process = ChildJvm.start(TimedLearner.class, List.of("-Xmx128m"), file.toString());
            try (BufferedReader out = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
                long before = learn(in, out, 300);
                assertThat(before).isEqualTo(known + 300);
                Await.until("an interval", Duration.ofMinutes(2), () -> learnedIn(file) == before);

                long after = learn(in, out, 70);
                process.destroyForcibly();
                Await.end(process, Duration.ofMinutes(2));

                known = learnedIn(file);
                assertThat(known).isBetween(before, after);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static long learn(Writer in, BufferedReader out, int steps) throws IOException {
        in.write(steps + "\n");
        in.flush();
        return Long.parseLong(out.readLine());
    }

    private static long learnedIn(Path file) {
        LearnedForecaster next = new LearnedForecaster();
        SharedForecasts.unscheduled(next, new ForecastFile(file)).pass();
        return next.learned();
    }

    /** Kills it after it has written so often; returns how much it had learned by then. */
    private static long learnUntilKilled(Path file, long before, int times) throws IOException {
        Process process = ChildJvm.start(Learner.class, List.of("-Xmx128m"), file.toString());
        long written = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < times; i++) {
                written = Long.parseLong(out.readLine());
                assertThat(written).as("it goes on from there").isGreaterThan(before);
            }
        } finally {
            process.destroyForcibly();
            Await.end(process, Duration.ofMinutes(2));
        }
        return written;
    }
}
