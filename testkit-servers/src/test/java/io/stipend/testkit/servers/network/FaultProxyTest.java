package io.stipend.testkit.servers.network;

import static io.stipend.testkit.servers.Await.await;
import static io.stipend.testkit.servers.network.FaultProxy.Direction.TO_CLIENT;
import static io.stipend.testkit.servers.network.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private static final String REQUEST = "reserve\n";
    private static final String REPLY = "RESERVE\n";

    private UppercaseServer server;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new UppercaseServer();
        proxy = FaultProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void passesEverythingAndCounts() throws IOException {
        try (Socket first = connect();
                Socket second = connect()) {
            assertThat(ask(first)).isEqualTo(REPLY);
            assertThat(ask(second)).isEqualTo(REPLY);
            assertThat(ask(first)).isEqualTo(REPLY);
            assertThat(proxy.bytes(TO_SERVER)).isEqualTo(3L * REQUEST.length());
            assertThat(proxy.bytes(TO_CLIENT)).isEqualTo(3L * REPLY.length());
            assertThat(proxy.connections()).isEqualTo(2);
        }
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
        await().untilAsserted(() -> assertThat(server.ended()).isEqualTo(2));
    }

    @Test
    void tellsTheServerThatTheClientHasEnded_andStillBringsTheReply() throws IOException {
        try (Socket client = connect()) {
            send(client, REQUEST);
            client.shutdownOutput();
            assertThat(receiveAll(client)).isEqualTo(REPLY);
        }
    }

    @Test
    void cutsAReplyAfterAnyNumberOfBytes_andOnlyOnce() throws IOException {
        for (int bytes = 0; bytes <= REPLY.length(); bytes++) {
            proxy.cutAfter(TO_CLIENT, bytes);
            assertThat(proxy.isCutPending()).isTrue();
            try (Socket client = connect()) {
                send(client, REQUEST);
                assertThat(receiveAll(client)).isEqualTo(REPLY.substring(0, bytes));
            }
            assertThat(proxy.isCutPending()).isFalse();
            try (Socket client = connect()) {
                assertThat(ask(client)).isEqualTo(REPLY);
            }
        }
    }

    @Test
    void cutsARequestAfterAnyNumberOfBytes() throws IOException {
        for (int bytes = 0; bytes <= REQUEST.length(); bytes++) {
            String before = server.received();
            int ended = server.ended();
            proxy.cutAfter(TO_SERVER, bytes);
            try (Socket client = connect()) {
                send(client, REQUEST);
                await().untilAsserted(() -> assertThat(server.ended()).isEqualTo(ended + 1));
            }
            assertThat(server.received()).isEqualTo(before + REQUEST.substring(0, bytes));
        }
    }

    @Test
    void countsTheBytesToACutOverSeveralRequests() throws IOException {
        proxy.cutAfter(TO_CLIENT, 2L * REPLY.length() + 1);
        try (Socket client = connect()) {
            assertThat(ask(client)).isEqualTo(REPLY);
            assertThat(ask(client)).isEqualTo(REPLY);
            send(client, REQUEST);
            assertThat(receiveAll(client)).isEqualTo(REPLY.substring(0, 1));
        }
    }

    @Test
    void aCutHitsTheConnectionThatCarriedTheLastByteAndNoOther() throws IOException {
        try (Socket spared = connect();
                Socket hit = connect()) {
            assertThat(ask(spared)).isEqualTo(REPLY);
            proxy.cutBeforeReply();
            send(hit, REQUEST);
            assertThat(receiveAll(hit)).isEmpty();
            assertThat(ask(spared)).isEqualTo(REPLY);
        }
    }

    @Test
    void beforeARequestMeansThatTheServerSawNothing_beforeAReplyThatItSawAll() throws IOException {
        proxy.cutBeforeRequest();
        try (Socket client = connect()) {
            send(client, REQUEST);
            assertThat(receiveAll(client)).isEmpty();
        }
        assertThat(server.received()).isEmpty();

        proxy.cutBeforeReply();
        try (Socket client = connect()) {
            send(client, REQUEST);
            assertThat(receiveAll(client)).isEmpty();
        }
        assertThat(server.received()).isEqualTo(REQUEST);
    }

    @Test
    void aReplyThatHangsArrivesInTheEnd() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client)).isEqualTo(REPLY);
            proxy.hang(TO_CLIENT);
            send(client, REQUEST);
            await().untilAsserted(() -> assertThat(server.received()).isEqualTo(REQUEST + REQUEST));
            client.setSoTimeout(100);
            assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.bytes(TO_CLIENT)).isEqualTo(REPLY.length());

            proxy.pass();
            client.setSoTimeout(0);
            assertThat(receive(client)).isEqualTo(REPLY);
        }
    }

    @Test
    void whereAllHangsConnectionsAreAcceptedAndNothingIsAnswered() throws IOException {
        proxy.hang();
        try (Socket client = connect()) {
            send(client, REQUEST);
            client.setSoTimeout(100);
            assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void refusesNewConnectionsUntilItPassesAgain_onTheSamePort() throws IOException {
        try (Socket open = connect()) {
            assertThat(ask(open)).isEqualTo(REPLY);
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(ask(open)).isEqualTo(REPLY);
        }
        proxy.pass();
        try (Socket client = connect()) {
            assertThat(ask(client)).isEqualTo(REPLY);
        }
    }

    @Test
    void resetsAllConnections() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client)).isEqualTo(REPLY);
            proxy.cutAll();
            assertThat(proxy.connections()).isZero();
            assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketException.class);
            await().untilAsserted(() -> assertThat(server.ended()).isEqualTo(1));
        }
        try (Socket client = connect()) {
            assertThat(ask(client)).isEqualTo(REPLY);
        }
    }

    @Test
    void aClientOfAServerThatIsNotThereIsClosed() throws IOException {
        server.close();
        try (Socket client = connect()) {
            assertThat(receiveAll(client)).isEmpty();
        }
    }

    @Test
    void aDelayedReplyArrivesLaterByThatMuch_andEndsInOrder() throws IOException {
        Duration delay = Duration.ofMillis(50);
        proxy.delay(TO_CLIENT, delay);
        try (Socket client = connect()) {
            long start = System.nanoTime();
            assertThat(ask(client)).isEqualTo(REPLY);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
            send(client, REQUEST);
            proxy.delay(TO_CLIENT, Duration.ZERO);
            send(client, "last\n");
            client.shutdownOutput();
            assertThat(receiveAll(client)).isEqualTo(REPLY + "LAST\n");
        }
    }

    /** More is under way at once than fits into the buffers of the sockets: bytes do not wait for those before them. */
    @Test
    void aDelayDoesNotLimitThroughput() throws IOException {
        proxy.delay(TO_SERVER, Duration.ofDays(1));
        byte[] much = new byte[8 * 1024 * 1024];
        try (Socket client = connect()) {
            client.setSendBufferSize(64 * 1024);
            client.getOutputStream().write(much);
        }
        assertThat(proxy.bytes(TO_SERVER)).isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> proxy.cutAfter(TO_CLIENT, -1)).hasMessageContaining("-1 bytes");
        assertThatThrownBy(() -> proxy.delay(TO_CLIENT, Duration.ofMillis(-1))).hasMessageContaining("PT-0.001S");
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.host(), proxy.port());
    }

    private static String ask(Socket client) throws IOException {
        send(client, REQUEST);
        return receive(client);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(REPLY.length()), StandardCharsets.US_ASCII);
    }

    /** All bytes until the connection ends. */
    private static String receiveAll(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
