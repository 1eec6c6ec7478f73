package io.stipend.testkit.servers.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As much of Redis's protocol as a test needs to look at a server and to disturb it, so that the testkit needs no driver.
 */
final class RedisProtocol {

    private static final int TIMEOUT_MILLIS = 10_000;

    private RedisProtocol() {}

    /** Sends commands over one connection, and returns the answer to the last. */
    static @Nullable Object answer(String host, int port, List<List<String>> commands) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Object answer = null;
            for (List<String> command : commands) {
                socket.getOutputStream().write(request(command));
                answer = read(in);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis on " + host + ":" + port + " does not answer", e);
        }
    }

    private static byte[] request(List<String> command) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String argument : command) {
            byte[] text = argument.getBytes(StandardCharsets.UTF_8);
            bytes.write(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.write(text);
            bytes.write('\r');
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }

    private static @Nullable Object read(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '-' -> throw new RedisErrorException(rest);
            case '$' -> rest.equals("-1") ? null : text(in, Integer.parseInt(rest));
            case '*' -> list(in, Integer.parseInt(rest));
            default -> throw new IOException("not a reply of Redis: " + line);
        };
    }

    private static @Nullable List<@Nullable Object> list(InputStream in, int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> elements = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            elements.add(read(in));
        }
        return elements;
    }

    private static String text(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException();
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int b = in.read();
        while (b != '\r') {
            if (b < 0) {
                throw new EOFException();
            }
            bytes.write(b);
            b = in.read();
        }
        if (in.read() != '\n' || bytes.size() == 0) {
            throw new IOException("not a line of Redis");
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
