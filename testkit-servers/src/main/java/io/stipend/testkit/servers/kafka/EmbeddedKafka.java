package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.Watchdog;
import io.stipend.testkit.servers.process.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Kafka broker in a JVM of its own, which is also its controller (KRaft). A start takes seconds. Closing it kills it:
 * nobody needs its data any more.
 */
public final class EmbeddedKafka extends EmbeddedServer implements KafkaServer {

    private static final String STOP_SIGNAL = "TERM";

    private final KafkaInstallation installation;

    private EmbeddedKafka(KafkaInstallation installation, Watchdog watchdog, int port) {
        super("Kafka", STOP_SIGNAL, port, installation.log(), watchdog);
        this.installation = installation;
    }

    static EmbeddedKafka start(KafkaOptions options) {
        KafkaProbe.requireClients();
        KafkaInstallation.requireServer();
        try {
            Path workFolder = Files.createTempDirectory("stipend-kafka-");
            Watchdog watchdog = Watchdog.start(STOP_SIGNAL, workFolder);
            try {
                return start(new KafkaInstallation(options, workFolder), watchdog);
            } catch (IOException | RuntimeException | Error e) {
                watchdog.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ServerUnavailableException("cannot start Kafka: " + e.getMessage(), e);
        }
    }

    private static EmbeddedKafka start(KafkaInstallation installation, Watchdog watchdog) throws IOException {
        try {
            return formatted(installation, watchdog);
        } catch (PortTakenException e) {
            // Somebody was quicker. Twice in a row it would be something else.
            return formatted(installation, watchdog);
        }
    }

    private static EmbeddedKafka formatted(KafkaInstallation installation, Watchdog watchdog) throws IOException {
        int port = Ports.free();
        int controllerPort = Ports.free();
        installation.format(port, controllerPort, watchdog);
        EmbeddedKafka server = new EmbeddedKafka(installation, watchdog, port);
        server.launch();
        return server;
    }

    @Override
    public String bootstrapServers() {
        return host() + ":" + port();
    }

    @Override
    protected ServerProcess startProcess(Watchdog watchdog) throws IOException {
        return installation.start(watchdog);
    }

    /** Nothing listens at first; a client would wait longer between its tries than the broker needs. */
    @Override
    protected boolean answers() {
        return Ports.isListening(port())
                && new KafkaProbe(bootstrapServers(), installation.clientProperties()).answers();
    }

    @Override
    protected boolean saysPortTaken(String logged) {
        return logged.contains("Address already in use");
    }

    @Override
    protected void stopForGood() {
        kill9();
    }
}
