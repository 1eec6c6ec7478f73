package io.stipend.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * A kept connection that posts JSON and waits for each answer, with Apache's HttpCore: what a client costs takes as little as may be of the
 * two processors that it shares with the server. Not thread safe.
 */
final class HttpClientConnection implements AutoCloseable {

    private final DefaultBHttpClientConnection connection;
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private final HttpCoreContext context = HttpCoreContext.create();
    private final List<Header> headers;

    HttpClientConnection(URI address, String secret) {
        headers = List.of(
                new BasicHeader("Host", address.getAuthority()),
                new BasicHeader("Authorization", "Bearer " + secret),
                new BasicHeader("Content-Type", ContentType.APPLICATION_JSON));
        try {
            Socket socket = new Socket(address.getHost(), address.getPort());
            socket.setTcpNoDelay(true);
            connection = DefaultBHttpClientConnectionFactory.builder().build().createConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /** An answer, read to its end. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the body, and nobody compares
    record Answer(int status, List<Header> headers, byte[] body) {

        /** The same; anything but the status that is expected would be measured as if it was work done. */
        Answer expect(int expected) {
            if (status != expected) {
                throw new IllegalStateException(
                        "answered " + status + ", not " + expected + ": " + new String(body, StandardCharsets.UTF_8));
            }
            return this;
        }
    }

    Answer post(String path, byte[] body) {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", path);
        headers.forEach(request::addHeader);
        request.addHeader("Content-Length", body.length);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        try (ClassicHttpResponse response = executor.execute(request, connection, context)) {
            return new Answer(
                    response.getCode(), List.of(response.getHeaders()), EntityUtils.toByteArray(response.getEntity()));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + path, e);
        } catch (HttpException e) {
            throw new IllegalStateException("the answer from " + path + " is no HTTP", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a connection", e);
        }
    }
}
