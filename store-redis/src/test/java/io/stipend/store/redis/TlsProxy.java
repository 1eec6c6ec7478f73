package io.stipend.store.redis;

import io.stipend.testkit.servers.network.SelfSignedCertificate;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Speaks TLS with clients, on 127.0.0.1, for a server whose binary was built without it. */
final class TlsProxy implements AutoCloseable {

    private final RedisServer server;
    private final SSLServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TlsProxy(RedisServer server, SSLServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    static TlsProxy of(RedisServer server, SelfSignedCertificate certificate)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        char[] password = certificate.password().toCharArray();
        try (InputStream file = Files.newInputStream(certificate.store())) {
            keys.load(file, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        ServerSocketFactory sockets = tls.getServerSocketFactory();
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        TlsProxy front = new TlsProxy(server, (SSLServerSocket) sockets.createServerSocket(0, 50, loopback));
        front.start("accept", front::accept);
        return front;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            open.add(client);
            start("requests", () -> {
                try (client;
                        Socket plain = new Socket(server.host(), server.port())) {
                    open.add(plain);
                    start("replies", () -> plain.getInputStream().transferTo(client.getOutputStream()));
                    client.getInputStream().transferTo(plain.getOutputStream());
                }
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // One side went away, or did not believe in the certificate, which is what it is for.
                    }
                },
                "tls-front-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
