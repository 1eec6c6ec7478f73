package io.stipend.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept connection to a service of ours, whose answers are alike and have a length. It costs next to nothing to start, which a client for all
 * servers does not. Not thread safe.
 */
final class PlainConnection implements AutoCloseable {

    private static final String LENGTH = "content-length:";
    private static final int STATUS_BEGIN = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_BEGIN + 3;
    private static final int TIMEOUT_MILLIS = 10_000;

    private final String headers;
    private final Socket socket;
    private final InputStream in;

    PlainConnection(URI address, String secret) {
        headers = " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nAuthorization: Bearer " + secret
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
        try {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /**
     * Calls, and reads the answer to its end.
     *
     * @throws IllegalStateException when its status is another
     */
    void expect(int status, String method, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + ' ' + path + headers + bytes.length + "\r\n\r\n";
        try {
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            String answered = line().substring(STATUS_BEGIN, STATUS_END);
            String text = new String(in.readNBytes(length()), StandardCharsets.UTF_8);
            if (!answered.equals(Integer.toString(status))) {
                throw new IllegalStateException(
                        method + ' ' + path + " was answered " + answered + ", not " + status + ": " + text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + path, e);
        }
    }

    /** Reads to the end of the head; how long the body is. */
    private int length() throws IOException {
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
            }
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within a head");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a connection", e);
        }
    }
}
