package io.stipend.server.internal.http;

import io.stipend.config.Nearest;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.OperationId;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as a route sees it. Not thread safe.
 *
 * @param visitor who calls, and how
 * @param places the values of the route's placeholders, decoded, by their names
 * @param query the parameters, decoded
 * @param idempotencyKey the header, unquoted; null if there is none
 * @param lastEventId the header of streams; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes the body, and nobody compares
public record Call(
        Visitor visitor,
        Trace trace,
        Map<String, String> places,
        Map<String, String> query,
        byte[] body,
        @Nullable String idempotencyKey,
        @Nullable String lastEventId) {

    /** Who calls; on an open route, whoever is on this machine. */
    public Caller caller() {
        return visitor.caller();
    }

    /** The body, which has no members but these. */
    public JsonObject body(String... members) {
        return JsonObject.parse(body).allow(List.of(members));
    }

    /** The value of a placeholder, made into something. */
    public <T> T place(String name, Function<String, T> make) {
        return made("path:" + name, String.valueOf(places.get(name)), make);
    }

    /** Refuses parameters that are not among these. */
    public Call allow(String... parameters) {
        List<String> known = List.of(parameters);
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                String nearest = Nearest.of(name, known).orElse(null);
                throw Problem.of(400, "UNKNOWN_PARAMETER", "there is no parameter " + JsonObject.shown(name))
                        .at("query:" + JsonObject.shown(name), null)
                        .remedy(
                                nearest != null
                                        ? "did you mean " + nearest + "?"
                                        : "leave it out" + (known.isEmpty() ? "" : "; there are " + known))
                        .exception();
            }
        }
        return this;
    }

    /** A parameter, made into something. */
    public <T> Optional<T> parameter(String name, Function<String, T> make) {
        String value = query.get(name);
        return value == null ? Optional.empty() : Optional.of(made("query:" + name, value, make));
    }

    /** A parameter that is {@code true} or {@code false}; false unless given. */
    public boolean flag(String name) {
        return parameter(name, text -> yes(name, text)).orElse(false);
    }

    private static boolean yes(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new InvalidRequestException(name + " is '" + JsonObject.shown(text) + "'; give true or false");
        }
        return text.equals("true");
    }

    /** A parameter that is a whole number within bounds. */
    public int whole(String name, int least, int most, int byDefault) {
        return parameter(name, text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException notEvenOne) {
                        // Said below, as of one out of bounds.
                    }
                    throw new InvalidRequestException(name + " is '" + JsonObject.shown(text)
                            + "'; give a whole number from " + least + " to " + most);
                })
                .orElse(byDefault);
    }

    /**
     * The id by which a second try is known: the one of the body, or the header's; they must not differ.
     *
     * @param member where the body has it
     */
    public Optional<String> id(JsonObject body, String member) {
        Optional<String> given = body.text(member);
        if (idempotencyKey == null) {
            return given;
        }
        if (given.isPresent() && !given.get().equals(idempotencyKey)) {
            throw Problem.of(400, "TWO_IDS", "the id of the body is not that of the Idempotency-Key")
                    .at(body.child(member), JsonObject.shown(given.get()))
                    .remedy("give one of them, or the same")
                    .exception();
        }
        return Optional.of(idempotencyKey);
    }

    /** The id of an operation: the caller's, or a new one, with which each call counts. */
    public OperationId operation(JsonObject body) {
        return id(body, "id").map(id -> body.make("id", id, OperationId::of)).orElseGet(OperationId::unique);
    }

    private static <T> T made(String where, String value, Function<String, T> make) {
        try {
            return make.apply(value);
        } catch (InvalidRequestException e) {
            throw Problem.invalid(where, JsonObject.shown(value), e).exception();
        }
    }
}
