package io.stipend.server.internal.http;

import io.stipend.deploy.sections.ApiKey.Permission;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What is done at one place by one method.
 *
 * @param method the HTTP method
 * @param template the path, whose placeholders are in braces
 * @param permission what a caller must be allowed to; null if anybody may, without a key
 * @param handler does it
 */
public record Route(
        String method, String template, @Nullable Permission permission, Handler handler) {

    /** Answers calls. */
    public sealed interface Handler {}

    /** Answers at once; may block as the store does. */
    public non-sealed interface Answering extends Handler {

        /** The answer; what it throws becomes one. */
        Answer answer(Call call);
    }

    /** Answers now or later; what it does before it returns may block as the store does. */
    public non-sealed interface Deferring extends Handler {

        /** The answer, when there is one; what it throws, or completes with, becomes one. */
        CompletionStage<Answer> answer(Call call);
    }

    /** Answers for as long as the client listens. */
    public non-sealed interface Streaming extends Handler {

        /** Takes a client. What it throws becomes an answer. */
        void begin(Call call, EventSink sink);
    }

    public static Route get(String template, @Nullable Permission permission, Answering handler) {
        return new Route("GET", template, permission, handler);
    }

    public static Route post(String template, Permission permission, Answering handler) {
        return new Route("POST", template, permission, handler);
    }
}
