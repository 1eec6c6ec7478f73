package io.stipend.server.internal.json;

import io.stipend.core.error.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Why a request was not answered as wanted: a problem document of RFC 9457. Immutable.
 *
 * @param status the HTTP status
 * @param code stable, for programs: {@code ACCOUNT_EXHAUSTED}
 * @param detail a sentence for people
 * @param pointer where in the body: a JSON pointer of RFC 6901; or the parameter's name
 * @param value the value that was wrong, as it was given, perhaps cut
 * @param remedy what to do about it
 * @param more further members
 * @param retryAfterSeconds after how long the same request may succeed; 0 if that is not known
 */
public record Problem(
        int status,
        String code,
        String detail,
        @Nullable String pointer,
        @Nullable String value,
        @Nullable String remedy,
        Map<String, JsonAnswer> more,
        int retryAfterSeconds)
        implements JsonAnswer {

    public static final String CONTENT_TYPE = "application/problem+json";

    /** What the type of a problem begins with; its code follows. */
    private static final String TYPE = "urn:stipend:problem:";

    /** One about nothing in particular. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, null, null, null, Map.of(), 0);
    }

    /** A value that cannot be used; what to do is what the message says last, as all of ours do. */
    public static Problem invalid(@Nullable String pointer, @Nullable String value, InvalidRequestException e) {
        return of(400, "INVALID_VALUE", "").at(pointer, value).saying(e.getMessage());
    }

    /** The same with a sentence whose last part, after a semicolon, is the remedy. */
    public Problem saying(@Nullable String sentence) {
        String text = String.valueOf(sentence);
        int last = text.lastIndexOf("; ");
        return new Problem(
                status,
                code,
                text,
                pointer,
                value,
                last < 0 ? remedy : text.substring(last + 2),
                more,
                retryAfterSeconds);
    }

    /** The same at a place. */
    public Problem at(@Nullable String where, @Nullable String what) {
        return new Problem(status, code, detail, where, what, remedy, more, retryAfterSeconds);
    }

    /** The same with a remedy. */
    public Problem remedy(String what) {
        return new Problem(status, code, detail, pointer, value, what, more, retryAfterSeconds);
    }

    /** The same with a further member. */
    public Problem with(String name, String text) {
        return with(name, (JsonAnswer) json -> json.writeString(text));
    }

    /** The same with a further member that is an object. */
    public Problem with(String name, JsonAnswer member) {
        Map<String, JsonAnswer> all = new LinkedHashMap<>(more);
        all.put(name, member);
        return new Problem(status, code, detail, pointer, value, remedy, all, retryAfterSeconds);
    }

    /** The same, which may be otherwise after some seconds. */
    public Problem retryAfter(int seconds) {
        return new Problem(status, code, detail, pointer, value, remedy, more, seconds);
    }

    /** To be thrown. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("type", TYPE + code);
        json.writeStringProperty("title", title());
        json.writeNumberProperty("status", status);
        json.writeStringProperty("code", code);
        json.writeStringProperty("detail", detail);
        Json.text(json, "pointer", pointer);
        Json.text(json, "value", value);
        Json.text(json, "remedy", remedy);
        more.forEach((name, member) -> {
            json.writeName(name);
            member.writeTo(json);
        });
        json.writeEndObject();
    }

    /** The code as people write. */
    private String title() {
        String words = code.replace('_', ' ').toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
