package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.TemporaryFolders;
import io.stipend.testkit.servers.internal.process.Watchdog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** The folder of one Kafka broker, and how the broker is started on it from the jars of this JVM's class path. */
final class KafkaInstallation {

    private static final String BROKER = "kafka.Kafka";
    private static final String STORAGE_TOOL = "kafka.tools.StorageTool";
    private static final int NODE = 1;

    /** Heard by Logback, if that is on the class path; the broker logs little that helps below a warning. */
    private static final String LOGGING = """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener" />
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="OUT" /></root>
            </configuration>
            """;

    private final KafkaOptions options;
    private final Path workFolder;

    KafkaInstallation(KafkaOptions options, Path workFolder) {
        this.options = options;
        this.workFolder = workFolder;
    }

    /**
     * Says which artifact is missing, if the broker is.
     *
     * @throws ServerUnavailableException if it is missing
     */
    static void requireServer() {
        try {
            Class.forName(BROKER, false, KafkaInstallation.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ServerUnavailableException(
                    "no Kafka broker on the class path; add org.apache.kafka:kafka_2.13 in test scope", e);
        }
    }

    Map<String, String> clientProperties() {
        return options.clientProperties();
    }

    Path log() {
        return workFolder.resolve("log");
    }

    /** Makes new data for a broker on these ports; what an earlier one left is deleted. */
    void format(int port, int controllerPort, Watchdog watchdog) throws IOException {
        Path data = workFolder.resolve("data");
        if (Files.exists(data)) {
            TemporaryFolders.delete(data);
        }
        Files.writeString(workFolder.resolve("logback.xml"), LOGGING);
        Files.writeString(settingsFile(), properties(settings(port, controllerPort, data)));
        String cluster = Uuid.randomUuid().toString();
        ServerProcess format = java(watchdog, STORAGE_TOOL, "format", "-t", cluster, "-c", settingsFile() + "");
        int exit = format.awaitEnd();
        if (exit != 0) {
            throw new ServerUnavailableException("Kafka's storage tool failed with exit code " + exit
                    + "; it printed:\n" + ServerProcess.endOfLog(log(), 0));
        }
    }

    /** Starts the broker, and returns before it answers. The ports are those it was formatted for. */
    ServerProcess start(Watchdog watchdog) throws IOException {
        return java(watchdog, BROKER, settingsFile().toString());
    }

    private Path settingsFile() {
        return workFolder.resolve("server.properties");
    }

    private Map<String, String> settings(int port, int controllerPort, Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "" + NODE);
        settings.put("controller.quorum.voters", NODE + "@" + Ports.LOOPBACK + ":" + controllerPort);
        settings.put(
                "listeners",
                "PLAINTEXT://" + Ports.LOOPBACK + ":" + port + ",CONTROLLER://" + Ports.LOOPBACK + ":"
                        + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", data.toString());
        settings.putAll(options.settings());
        return settings;
    }

    private static String properties(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private ServerProcess java(Watchdog watchdog, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.jvmArguments());
        command.add("-Dlogback.configurationFile=" + workFolder.resolve("logback.xml"));
        command.addAll(List.of("-cp", jars(), program));
        command.addAll(List.of(arguments));
        return ServerProcess.start(command, workFolder, log(), watchdog);
    }

    /** The class path without its folders, which are of the program under test and have settings of their own. */
    private static String jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
