package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceOptionsTest {

    @TempDir
    Path folder;

    private String log(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "log", ".csv"), text)
                .toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --columns  | usr=a               | knows no field 'usr'; did you mean user?
            --columns  | user                | takes FIELD=COLUMN, and not 'user'
            --columns  | user=               | takes FIELD=COLUMN, and not 'user='
            --columns  | user=a,user=b       | gives user twice
            --time-unit | days               | 'days' is no unit; give s, ms, us or ns
            --charset  | latin               | latin
            """)
    void wrongOptionIsNamed(String option, String value, String problem) {
        CommandRun run = CommandRun.of("replay", option, value, "log.csv");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(problem).doesNotContain("\tat ");
    }

    @Test
    void columnsOfAnyLogCanBeSaid() throws IOException {
        String log = log("when;team;in;out\n2026-03-02T09:00:00Z;core;1000000;0\n");

        CommandRun run = CommandRun.of("replay", "--columns", "timestamp=when,input=in,output=out", log);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().replaceAll("\\s+", " ")).contains("timestamp = when, user = team");
        CommandRun refused = CommandRun.of("replay", log);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("not taken: when, in, out", "--columns timestamp=when");
    }

    @Test
    void encodingAndUnitCanBeSaid() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(
                file,
                "timestamp,user,input_tokens,output_tokens\n5,Andr\u00e9,1,1\n3605,Andr\u00e9,1,1\n"
                        .getBytes(StandardCharsets.ISO_8859_1));

        CommandRun refused = CommandRun.of("replay", file.toString());
        CommandRun read = CommandRun.of("replay", "--charset", "ISO-8859-1", "--time-unit", "s", file.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("line 2", "0xE9", "--charset").doesNotContain("\tat ", "defect");
        assertThat(read.status()).isZero();
        assertThat(read.out().replaceAll("\\s+", " ")).contains("seconds from the beginning of the log");
    }
}
