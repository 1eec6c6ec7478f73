package io.stipend.consumers;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers copy the examples in README and docs/embedding.md, so they must compile and do what the text around them says, with
 * the dependency that README names and no other.
 */
class ReadmeIT {

    private static final Consumer CONSUMER = new Consumer("store-memory");

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final String PROGRAM = """
            %s
            public class Example {
                public static void main(String[] args) {
            %s
                }
            }
            """;

    @Test
    void readmesExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
        assertThat(output("README.md", folder)).containsExactly("charged {CREDITS=0.22000000, TOKENS=3300}");
    }

    @Test
    void embeddingsExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
        assertThat(output("docs/embedding.md", folder))
                .containsExactly(
                        "more than 80 % used: be brief",
                        "charged {CREDITS=0.22000000, TOKENS=3300},"
                                + " returned {CREDITS=0.03000000, TOKENS=700, API_CALLS=5, COMPUTE_TIME=30000, SLOTS=1}");
    }

    private static List<String> output(String page, Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("Example.java"), program(example(page)));
        compile(source, folder);
        return CONSUMER.runOther(folder, "Example");
    }

    private static String example(String page) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", page)));
        assertThat(example.find()).as("a java example in %s", page).isTrue();
        return example.group(1);
    }

    private static String program(String example) {
        Map<Boolean, String> parts =
                example.lines().collect(partitioningBy(line -> line.startsWith("import "), joining("\n")));
        return PROGRAM.formatted(parts.get(true), parts.get(false));
    }

    private static void compile(Path source, Path target) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-d", target.toString(), "-cp", CONSUMER.path(), "-proc:none"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
