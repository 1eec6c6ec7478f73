package io.stipend.server.internal.http;

import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paths and parameters, decoded strictly. */
final class QueryText {

    private QueryText() {}

    /** The parameters; each may be there once. */
    static Map<String, String> parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decode("query", equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode("query:" + JsonObject.shown(name), part.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw Problem.of(400, "INVALID_VALUE", "parameter " + JsonObject.shown(name) + " is there twice")
                        .at("query:" + JsonObject.shown(name), null)
                        .remedy("give it once")
                        .exception();
            }
        }
        return parameters;
    }

    /** A segment of a path, where a plus is a plus. */
    static String decodePath(String place, String segment) {
        return decode("path:" + place, segment.replace("+", "%2B"));
    }

    private static String decode(String where, String encoded) {
        try {
            String decoded = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            if (decoded.indexOf('\uFFFD') < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException notPercentEncoded) {
            // Said below.
        }
        throw Problem.of(400, "INVALID_VALUE", "the address is not percent-encoded UTF-8")
                .at(where, JsonObject.shown(encoded))
                .remedy("encode each byte of its UTF-8 as %XX")
                .exception();
    }
}
