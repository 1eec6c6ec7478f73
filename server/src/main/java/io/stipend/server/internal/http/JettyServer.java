package io.stipend.server.internal.http;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.sections.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty as the settings want it, listening until it is closed. Thread safe. */
public final class JettyServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JettyServer.class);

    private static final int MAX_HEADER_BYTES = 8 * 1024;

    /** Threads that do not work on calls: those that select, accept, and say that there are too many calls. */
    private static final int SPARE_THREADS = 32;

    private static final int MIN_THREADS = 8;

    private final Server server;
    private final ServerConnector connector;

    /**
     * Listens from now on.
     *
     * @param folder where relative paths begin
     * @throws InvalidRequestException when it cannot
     */
    public JettyServer(ServerSettings settings, Path folder, Gateway gateway) {
        server = new Server(threads(settings.maxInFlight()));
        server.setErrorHandler(new JettyErrors());
        server.setHandler(new GracefulHandler(gateway));
        server.setStopTimeout(settings.stopTimeout().toMillis());
        int selectors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        connector = new ServerConnector(server, 1, selectors, protocols(settings, folder));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(Duration.ofSeconds(1).toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        server.addBean(new SlowRequests(connector, settings.requestTimeout()));
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new InvalidRequestException("server.host and server.port, " + settings.host() + " and "
                    + settings.port() + ", cannot be listened on (" + e.getMessage() + "); give others");
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    private static QueuedThreadPool threads(int maxInFlight) {
        boolean virtual = VirtualThreads.areSupported();
        QueuedThreadPool threads =
                new QueuedThreadPool(virtual ? SPARE_THREADS : maxInFlight + SPARE_THREADS, MIN_THREADS);
        threads.setName("stipend-http");
        if (virtual) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("stipend-http-v"));
        }
        return threads;
    }

    private static ConnectionFactory[] protocols(ServerSettings settings, Path folder) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        // Ids may have any character; paths are taken apart before they are decoded, and lead to no files.
        http.setUriCompliance(UriCompliance.UNSAFE);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (settings.certificates().isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        // A client checks whether the certificate is of the name that it called; the service answers to all its names.
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(PemKeyStore.read(
                folder.resolve(settings.certificates().get()),
                folder.resolve(settings.privateKey().orElseThrow())));
        tls.setKeyStorePassword(PemKeyStore.PASSWORD);
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    /** Where it listens. */
    public URI address() {
        return server.getURI().resolve("/");
    }

    /** Refuses new requests, waits for those that are at work for as long as the settings say, and ends. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("requests were still at work when the HTTP server ended", e);
        }
    }
}
