package io.stipend.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection that sends what it likes. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** All that comes until the other side ends the connection. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What comes until a text has come, or the connection ends. */
    String readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.append((char) next);
            if (read.indexOf(text, Math.max(0, read.length() - text.length())) >= 0) {
                break;
            }
        }
        return read.toString();
    }

    /** Makes the kernel keep as little as it can of what is not read. */
    RawClient withSmallWindow() throws IOException {
        socket.setReceiveBufferSize(1024);
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
