package io.stipend.bench;

import io.stipend.bench.HttpClientConnection.Answer;
import io.stipend.server.internal.json.JsonObject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * The limit of any such service on this server: Jetty with one handler that reads and parses each body, and answers the very bytes that the
 * service answered to the same request once. It knows no keys, routes, budgets, figures or limits.
 */
final class HttpFloor extends Handler.Abstract {

    private final Canned reserve;
    private final Canned settle;

    /** An answer of the service's, to be given again. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the body, and nobody compares
    private record Canned(int status, HttpFields headers, byte[] body) {

        static Canned of(Answer answer) {
            HttpFields.Mutable headers = HttpFields.build();
            answer.headers().stream()
                    .filter(header -> !List.of("Date", "Content-Length").contains(header.getName()))
                    .forEach(header -> headers.add(new HttpField(header.getName(), header.getValue())));
            return new Canned(answer.status(), headers.asImmutable(), answer.body());
        }
    }

    private HttpFloor(Canned reserve, Canned settle) {
        this.reserve = reserve;
        this.settle = settle;
    }

    /** Listens on any port, and gives the answers of a service from now on. */
    static URI start(URI service, String secret) throws Exception {
        HttpFloor floor;
        try (HttpClientConnection connection = new HttpClientConnection(service, secret)) {
            floor = new HttpFloor(
                    Canned.of(HttpPair.reserve(connection, "h-0-0")), Canned.of(HttpPair.settle(connection, "h-0-0")));
        }
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(floor);
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        byte[] body = new byte[(int) request.getLength()];
        Content.Source.asByteBuffer(request).get(body);
        boolean reserves = JsonObject.parse(body).has("user");
        Canned canned = reserves ? reserve : settle;
        response.setStatus(canned.status());
        response.getHeaders().add(canned.headers());
        response.write(true, ByteBuffer.wrap(canned.body()), callback);
        return true;
    }
}
