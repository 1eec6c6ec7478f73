package io.stipend.config;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Masks a URL: removes user, password, and the values of parameters that are not known to be harmless. */
final class UrlMask {

    private static final Pattern PARTS = Pattern.compile("([^?]*?//)?([^?]*@)?([^?]*)(\\?.*)?", Pattern.DOTALL);
    private static final Set<String> HARMLESS = Set.of("cluster", "sentinel", "targetServerType", "sslmode");

    private UrlMask() {}

    static String of(String url) {
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            return "***";
        }
        String scheme = parts.group(1) == null ? "" : parts.group(1);
        String user = parts.group(2) == null ? "" : "***@";
        String parameters =
                parts.group(4) == null ? "" : "?" + masked(parts.group(4).substring(1));
        return scheme + user + parts.group(3) + parameters;
    }

    private static String masked(String parameters) {
        return Arrays.stream(parameters.split("&", -1)).map(UrlMask::parameter).collect(Collectors.joining("&"));
    }

    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            return "***";
        }
        String name = parameter.substring(0, equals);
        return HARMLESS.contains(name) ? parameter : name + "=***";
    }
}
