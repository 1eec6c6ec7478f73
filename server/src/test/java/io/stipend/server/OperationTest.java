package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.ConfigSource;
import io.stipend.testkit.servers.network.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health, figures and TLS. */
final class OperationTest {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    @TempDir
    private Path folder;

    private static ConfigSource source() {
        return ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0");
    }

    @Test
    void theFiguresCountRequestsByPlaceAndStatus() {
        try (TestServer server = TestServer.start()) {
            server.all().post("/v1/reservations", "{\"user\":\"ana\"}").expect(201);
            server.all().get("/v1/reservations/none").expect(404);
            server.all().send("BREW", "/v1/coffee", null).expect(404);

            assertThat(server.all().get("/metrics").expect(200).body())
                    .contains(
                            "stipend_http_requests_seconds_count{method=\"POST\",place=\"/v1/reservations\",status=\"201\"} 1")
                    .contains("place=\"/v1/reservations/{id}\",status=\"404\"")
                    .contains("stipend_reservations_active")
                    .doesNotContain("BREW");
        }
    }

    @Test
    void withCertificatesItSpeaksTls() throws Exception {
        KeyStore store = certificate();
        try (StipendServer server = StipendServer.start(source().withOption(
                        "test",
                        "server.tls.certificates",
                        folder.resolve("chain.pem").toString())
                .withOption("test", "server.tls.key", folder.resolve("key.pem").toString())
                .load())) {
            URI live = URI.create("https://localhost:" + server.address().getPort() + "/health/live");
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(store)).build();
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(live).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(server.address().getScheme()).isEqualTo("https");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aKeyThatIsNoneIsRefusedByItsName() throws Exception {
        certificate();
        Path wrong = Files.writeString(folder.resolve("wrong.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");

        assertThatThrownBy(() -> StipendServer.start(source().withOption(
                                "test",
                                "server.tls.certificates",
                                folder.resolve("chain.pem").toString())
                        .withOption("test", "server.tls.key", wrong.toString())
                        .load()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("wrong.pem")
                .hasMessageContaining("openssl pkcs8");
    }

    /** Writes a certificate of localhost and its key as PEM. */
    private KeyStore certificate() throws IOException, GeneralSecurityException {
        SelfSignedCertificate made = SelfSignedCertificate.in(folder, "dns:localhost");
        KeyStore store =
                KeyStore.getInstance(made.store().toFile(), made.password().toCharArray());
        String alias = store.aliases().nextElement();
        pem("chain.pem", "CERTIFICATE", store.getCertificate(alias).getEncoded());
        pem(
                "key.pem",
                "PRIVATE KEY",
                store.getKey(alias, made.password().toCharArray()).getEncoded());
        return store;
    }

    private void pem(String name, String what, byte[] encoded) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + what + "-----\n" + LINES.encodeToString(encoded) + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load((InputStream) null, null);
        trusted.setCertificateEntry(
                "server", store.getCertificate(store.aliases().nextElement()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
