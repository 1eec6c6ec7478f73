package io.stipend.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CutConnectionScenario;
import io.stipend.testkit.servers.network.SelfSignedCertificate;
import io.stipend.testkit.servers.process.ChildJvm;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS, whose certificate is for localhost; clients in a JVM of their own, whose trust store says whom they believe. */
@Timeout(120)
final class TlsTest {

    private static final String PASSWORD = "hidden-word";

    @TempDir
    private static Path folder;

    private static final RedisServer SERVER = RedisServer.shared();
    private static final String PREFIX = SERVER.uniquePrefix();
    private static SelfSignedCertificate certificate;
    private static TlsProxy front;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        SERVER.call("ACL", "SETUSER", PREFIX, "on", ">" + PASSWORD, "~" + PREFIX + ":*", "+@all", "-@admin", "+info");
        certificate = SelfSignedCertificate.in(folder, "dns:localhost");
        front = TlsProxy.of(SERVER, certificate);
    }

    @AfterAll
    static void close() throws IOException {
        front.close();
        SERVER.call("ACL", "DELUSER", PREFIX);
    }

    private static List<String> trustingIt() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + certificate.store(),
                "-Djavax.net.ssl.trustStorePassword=" + certificate.password());
    }

    /** What a client says that connects to the server under a name. */
    private static String client(String host, String kind, List<String> options)
            throws IOException, InterruptedException {
        String url = "rediss://" + PREFIX + ":" + PASSWORD + "@" + host + ":" + front.port() + kind;
        Process client = ChildJvm.start(Client.class, options, url, PREFIX);
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return said;
    }

    @Test
    void everyVerbWorksWithAServerThatIsTrusted() throws IOException, InterruptedException {
        assertThat(client("localhost", "", trustingIt())).isEqualTo("lived");
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws IOException, InterruptedException {
        assertThat(client("localhost", "", List.of()))
                .startsWith("UNAVAILABLE: the certificate of Redis at localhost:" + front.port() + " ")
                .contains("valid certification path")
                .doesNotContain(PASSWORD);
    }

    /** That the client ends at all shows that nothing of it goes on asking. */
    @Test
    void aClustersCertificateThatNobodyTrustsIsRefused() throws IOException, InterruptedException {
        assertThat(client("localhost", "?cluster=true", List.of()))
                .startsWith("UNAVAILABLE: the certificate of Redis at localhost:" + front.port() + " ")
                .doesNotContain(PASSWORD);
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws IOException, InterruptedException {
        assertThat(client("127.0.0.1", "", trustingIt()))
                .startsWith("UNAVAILABLE: the certificate of Redis at 127.0.0.1:" + front.port() + " ")
                .contains("No subject alternative names matching IP address 127.0.0.1")
                .doesNotContain(PASSWORD);
    }

    /** Calls every verb, or says why it cannot, with everything that a log would show. */
    static final class Client {

        private Client() {}

        public static void main(String[] args) {
            try (StoreAdapter store = RedisStores.open(RedisConfig.of(args[0]).withKeys(args[1], 2))) {
                new CutConnectionScenario(store).run("tls", () -> {}, () -> {});
                System.out.print("lived");
            } catch (CreditStoreException refused) {
                System.out.println(refused.kind() + ": " + refused.getMessage());
                refused.printStackTrace(System.out);
            }
        }
    }
}
