package io.stipend.events.kafka;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventPublishException;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.SampleEvents;
import io.stipend.testkit.servers.kafka.EmbeddedKafka;
import io.stipend.testkit.servers.kafka.KafkaOptions;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.network.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker with TLS, passwords and access control. */
@Timeout(120)
class SecuredBrokerTest {

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    @TempDir
    private static Path folder;

    private static SelfSignedCertificate certificate;
    private static EmbeddedKafka server;

    @BeforeAll
    static void start() throws IOException {
        certificate = SelfSignedCertificate.in(folder, "ip:127.0.0.1");
        String keys = certificate.store().toString();
        server = KafkaServer.start(KafkaOptions.fast()
                .with("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT")
                .with("inter.broker.listener.name", "PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        PLAIN + " username=\"admin\" password=\"admin-secret\" user_admin=\"admin-secret\""
                                + " user_app=\"app-secret\";")
                .with("ssl.keystore.location", keys)
                .with("ssl.keystore.password", certificate.password())
                .with("ssl.key.password", certificate.password())
                .with("ssl.truststore.location", keys)
                .with("ssl.truststore.password", certificate.password())
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:admin;User:ANONYMOUS")
                .forClients(client("admin", "admin-secret")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, String> client(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PLAIN + " username=\"" + user + "\" password=\"" + password + "\";",
                "ssl.truststore.location",
                certificate.store().toString(),
                "ssl.truststore.password",
                certificate.password());
    }

    private static void allow(String topic, AclOperation operation) {
        Map<String, Object> properties = new HashMap<>(client("admin", "admin-secret"));
        properties.put("bootstrap.servers", server.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.PREFIXED),
                            new AccessControlEntry("User:app", "*", operation, AclPermissionType.ALLOW))))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static KafkaEventsConfig config(String user, String password) {
        return KafkaEventsConfig.of(server.bootstrapServers())
                .withTopic(server.uniqueTopic())
                .withPublishTimeout(Duration.ofSeconds(10))
                .withProperties(client(user, password));
    }

    @Test
    void whoMayNotCreateTheTopicIsToldSoAndPublishesOnceItIsThere() {
        KafkaEventsConfig app = config("app", "app-secret");
        List<ResourceEvent> batch = List.of(SampleEvents.usage("t", "r", 1));
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(app)) {
            assertThatThrownBy(() -> publisher.publish(batch))
                    .isInstanceOf(EventPublishException.class)
                    .hasMessageContaining(app.topic())
                    .hasMessageContaining("authorized");
            allow(app.topic(), AclOperation.DESCRIBE);
            allow(app.topic(), AclOperation.WRITE);
            await().untilAsserted(() -> assertThatThrownBy(() -> publisher.publish(batch))
                    .isInstanceOf(EventPublishException.class)
                    .hasMessageContaining("'" + app.topic() + "' does not exist")
                    .hasMessageContaining("may not create it")
                    .hasMessageContaining("kafka-topics.sh"));

            KafkaPublishers.prepare(app.withProperties(client("admin", "admin-secret")));

            await().ignoreExceptionsInstanceOf(EventPublishException.class)
                    .untilAsserted(() -> publisher.publish(batch));
        }
    }

    @Test
    void secretsAreInNoMessageAndNoLog() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        kafka.setLevel(Level.DEBUG);
        kafka.setAdditive(false);
        kafka.addAppender(log);
        try (DeadLetteringPublisher publisher = KafkaPublishers.open(config("app", "wrong-secret"))) {
            assertThatThrownBy(() -> publisher.publish(List.of(SampleEvents.usage("t", "r", 1))))
                    .isInstanceOf(EventPublishException.class)
                    .hasMessageContaining("Authentication failed")
                    .hasMessageNotContaining("wrong-secret");
        } finally {
            kafka.setLevel(Level.OFF);
            kafka.detachAppender(log);
            root.detachAppender(log);
        }
        assertThat(log.list)
                .isNotEmpty()
                .noneMatch(line -> line.getFormattedMessage().contains("wrong-secret"))
                .noneMatch(line -> line.getFormattedMessage().contains(certificate.password()));
    }
}
