package io.stipend.server.internal.http;

import io.stipend.config.SafeText;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.json.Problem;
import io.stipend.server.internal.json.ProblemException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to its answer: who calls and whether they may is decided before the body is read, and no thread waits for the
 * body.
 */
final class Exchange {

    /** The longest body, in bytes. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    /** The most room for a body before it comes. */
    private static final int FIRST_BYTES = 1024;

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String TRACE_PARENT = "traceparent";
    private static final String ALL_METHODS = "HEAD";

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField BEARER =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"stipend\"");

    private final Gateway gateway;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Trace trace;
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean bodyRead;
    private @Nullable Route route;
    private @Nullable Caller caller;

    Exchange(Gateway gateway, Request request, Response response, Callback callback) {
        this.gateway = gateway;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.trace = Trace.of(request.getHeaders().get(TRACE_PARENT));
    }

    void begin() {
        try {
            Router.Found.Match match = match();
            route = match.route();
            Visitor visitor = Admission.admit(gateway.keys(), gateway.sessions(), match.route(), request);
            caller = visitor.caller();
            Call call = new Call(
                    visitor,
                    trace,
                    decoded(match.places()),
                    QueryText.parse(request.getHttpURI().getQuery()),
                    new byte[0],
                    Admission.idempotencyKey(request.getHeaders().get(IDEMPOTENCY_KEY)),
                    request.getHeaders().get("Last-Event-ID"));
            if (match.route().method().equals(HttpMethod.POST.asString())) {
                Admission.checkBody(request);
                readBody(match.route(), call);
            } else {
                work(match.route(), call);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private Router.Found.Match match() {
        String method = request.getMethod();
        String path = String.valueOf(request.getHttpURI().getPath());
        Router.Found found = gateway.router().find(method.equals(ALL_METHODS) ? "GET" : method, path);
        if (found instanceof Router.Found.Match match) {
            return match;
        }
        if (found instanceof Router.Found.OtherMethods other) {
            String methods = String.join(", ", other.methods());
            response.getHeaders().put(HttpHeader.ALLOW, methods);
            throw Problem.of(405, "METHOD_NOT_ALLOWED", "this place does not take " + SafeText.plain(method, 20))
                    .remedy("use " + methods)
                    .exception();
        }
        throw Problem.of(404, "NO_SUCH_PLACE", "there is nothing at " + SafeText.plain(path, 100))
                .remedy("see /openapi.yaml for what there is")
                .exception();
    }

    private static Map<String, String> decoded(Map<String, String> places) {
        Map<String, String> decoded = new HashMap<>();
        places.forEach((name, text) -> decoded.put(name, QueryText.decodePath(name, text)));
        return decoded;
    }

    private void readBody(Route found, Call call) {
        Body body = new Body(found, call);
        body.run();
        if (!answered.get() && !body.complete) {
            body.deadline = request.getComponents()
                    .getScheduler()
                    .schedule(body::expire, gateway.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes the body; runs what blocks on a thread that may. */
    private final class Body extends BodyChunks {

        private final Route found;
        private final Call call;
        private byte[] bytes;
        private int length;
        private volatile boolean complete;
        private volatile Scheduler.@Nullable Task deadline;

        Body(Route found, Call call) {
            super(request);
            this.found = found;
            this.call = call;
            long announced = request.getLength();
            this.bytes = new byte[announced < 0 ? FIRST_BYTES : (int) Math.min(announced, FIRST_BYTES)];
        }

        @Override
        boolean take(ByteBuffer some) {
            int end = length + some.remaining();
            if (end > MAX_BODY_BYTES) {
                complete = true;
                fail(Admission.bodyTooLarge());
                return false;
            }
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            some.get(bytes, length, some.remaining());
            length = end;
            return true;
        }

        @Override
        void ended() {
            complete = true;
            bodyRead = true;
            Scheduler.Task task = deadline;
            if (task != null) {
                task.cancel();
            }
            if (!answered.get()) {
                work(
                        found,
                        new Call(
                                call.visitor(),
                                call.trace(),
                                call.places(),
                                call.query(),
                                length == bytes.length ? bytes : Arrays.copyOf(bytes, length),
                                call.idempotencyKey(),
                                call.lastEventId()));
            }
        }

        @Override
        void failed(Throwable failure) {
            complete = true;
            if (answered.compareAndSet(false, true)) {
                // The client has gone, or has sent what is no body: there is nobody to tell.
                callback.failed(failure);
            }
        }

        private void expire() {
            if (!complete) {
                // The rest is not waited for once more.
                answer(
                        Answer.problem(Problem.of(
                                        408,
                                        "REQUEST_TOO_SLOW",
                                        "the body did not arrive within "
                                                + gateway.requestTimeout().toMillis() + " ms")
                                .remedy("send it faster")),
                        true,
                        callback);
            }
        }
    }

    private void work(Route found, Call call) {
        if (found.handler() instanceof Route.Streaming streaming) {
            stream(streaming, call);
            return;
        }
        if (found.permission() != null && !gateway.inFlight().tryAcquire()) {
            fail(Problem.of(503, "OVERLOADED", "as many requests are at work as may be at once")
                    .remedy("repeat it with the same id after a moment")
                    .retryAfter(1)
                    .exception());
            return;
        }
        try {
            if (found.handler() instanceof Route.Deferring deferring) {
                answerLater(deferring.answer(call));
            } else {
                answer(((Route.Answering) found.handler()).answer(call));
            }
        } catch (RuntimeException | Error e) {
            answer(Answer.problem(gateway.problem(e)));
        } finally {
            if (found.permission() != null) {
                gateway.inFlight().release();
            }
        }
    }

    private void answerLater(CompletionStage<Answer> later) {
        CompletableFuture<Answer> answer = later.toCompletableFuture();
        if (!answer.isDone()) {
            // The connection is silent because the client waits, not because it has gone.
            request.addIdleTimeoutListener(timeout -> false);
        }
        var unused = answer.whenComplete(
                (done, failure) -> answer(failure == null ? done : Answer.problem(gateway.problem(cause(failure)))));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void stream(Route.Streaming streaming, Call call) {
        try {
            streaming.begin(call, new ResponseSink());
            gateway.answered(this, 200, 0);
        } catch (ProblemException e) {
            fail(e);
        }
    }

    /** Sends events; the answer's head goes with the first bytes. */
    private final class ResponseSink implements EventSink {

        private final AtomicBoolean ended = new AtomicBoolean();
        private boolean begun;

        @Override
        public void send(byte[] bytes, Runnable done, Runnable failed) {
            if (!begun) {
                begun = true;
                answered.set(true);
                response.setStatus(200);
                putHeaders();
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            }
            response.write(false, ByteBuffer.wrap(bytes), Callback.from(done, failure -> failed.run()));
        }

        @Override
        public void end() {
            if (ended.compareAndSet(false, true)) {
                response.write(true, ByteBuffer.allocate(0), callback);
            }
        }

        @Override
        public void abort() {
            if (ended.compareAndSet(false, true)) {
                // Whatever is being sent cannot be waited for: the client does not take it.
                request.getConnectionMetaData().getConnection().getEndPoint().close();
                callback.failed(new EofException("the client does not read"));
            }
        }
    }

    private void fail(RuntimeException failure) {
        answer(Answer.problem(failure instanceof ProblemException known ? known.problem() : gateway.problem(failure)));
    }

    private void answer(Answer answer) {
        boolean isBodyLeft = isBodyLeft();
        answer(answer, isBodyLeft, isBodyLeft ? Leftover.after(request, callback) : callback);
    }

    /**
     * Answers, unless that was done.
     *
     * @param endsConnection whether the client must not send its next request on it, because more of the body is to come
     * @param end ends the exchange when the answer is sent
     */
    private void answer(Answer answer, boolean endsConnection, Callback end) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        response.setStatus(answer.status());
        putHeaders();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (answer.status() == 401) {
            response.getHeaders().put(BEARER);
        }
        if (endsConnection) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(answer.body()), end);
        gateway.answered(this, answer.status(), answer.body().length);
    }

    private boolean isBodyLeft() {
        return !bodyRead
                && (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                        || request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > 0);
    }

    private void putHeaders() {
        response.getHeaders().put(TRACE_PARENT, trace.header());
        response.getHeaders().put(NO_STORE);
        response.getHeaders().put(NO_SNIFFING);
    }

    Trace trace() {
        return trace;
    }

    /** The method and the template of the route; the method alone if there is none. */
    String method() {
        return request.getMethod();
    }

    String place() {
        Route found = route;
        return found == null ? "none" : found.template();
    }

    @Nullable
    Caller caller() {
        return caller;
    }

    long tookNanos() {
        return System.nanoTime() - beganNanos;
    }
}
