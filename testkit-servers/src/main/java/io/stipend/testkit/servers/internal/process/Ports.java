package io.stipend.testkit.servers.internal.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of this machine's loopback address. */
public final class Ports {

    public static final InetAddress ADDRESS = loopback();
    public static final String LOOPBACK = ADDRESS.getHostAddress();

    private static final int FIRST = 10_240;
    private static final int TRIES = 1_000;

    /** Where the range of outgoing connections begins, by default, on systems that do not say. */
    private static final int USUAL_FIRST_OUTGOING = 32_768;

    private Ports() {}

    /**
     * A port that nobody listens on, for a server that will stop and start again on it. It is taken from below the range
     * that the system gives to outgoing connections: a client that tries to reach a stopped server over and over would
     * sooner or later be given the server's own port to call from, connect to itself, and keep the server from coming
     * back.
     */
    public static int free() throws IOException {
        int end = firstOutgoing();
        for (int i = 0; i < TRIES && end > FIRST; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, end);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, ADDRESS)) {
            return any.getLocalPort();
        }
    }

    /** Whether nobody listens on a port just now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(ADDRESS, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether somebody listens on a port just now. Unlike {@link #isFree} it takes the port from nobody for a moment. */
    public static boolean isListening(int port) {
        try (Socket socket = new Socket(ADDRESS, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int firstOutgoing() throws IOException {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        if (!Files.exists(range)) {
            return USUAL_FIRST_OUTGOING;
        }
        try (Scanner numbers = new Scanner(range, StandardCharsets.US_ASCII)) {
            return numbers.nextInt();
        }
    }

    /** 127.0.0.1 whatever the JVM prefers: servers are told to listen there. */
    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new LinkageError("an address of four bytes is one", e);
        }
    }
}
