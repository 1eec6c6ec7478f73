package io.stipend.server.internal.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path and a method. Immutable. */
final class Router {

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> named = new HashMap<>();
        private final Map<String, Route> methods = new TreeMap<>();
        private @Nullable Node any;
        private String placeholder = "";
    }

    /** What a path leads to. */
    sealed interface Found {

        /** A route, with the text of each placeholder as it stands in the path. */
        record Match(Route route, Map<String, String> places) implements Found {}

        /** A place where there are only other methods. */
        record OtherMethods(List<String> methods) implements Found {}

        /** Nothing. */
        record Nothing() implements Found {}
    }

    Router(List<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (String segment : segments(route.template())) {
                node = grow(node, segment);
            }
            if (node.methods.put(route.method(), route) != null) {
                throw new IllegalArgumentException(route.method() + " " + route.template() + " is there twice");
            }
        }
    }

    private static Node grow(Node node, String segment) {
        if (!segment.startsWith("{")) {
            return node.named.computeIfAbsent(segment, name -> new Node());
        }
        if (node.any == null) {
            node.any = new Node();
            node.placeholder = segment.substring(1, segment.length() - 1);
        }
        return node.any;
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    /** What an encoded path leads to; a placeholder takes any text but none. */
    Found find(String method, String path) {
        if (!path.startsWith("/")) {
            return new Found.Nothing();
        }
        Node node = root;
        Map<String, String> places = new HashMap<>();
        for (String segment : segments(path)) {
            Node next = node.named.get(segment);
            if (next == null && node.any != null && !segment.isEmpty()) {
                places.put(node.placeholder, segment);
                next = node.any;
            }
            if (next == null) {
                return new Found.Nothing();
            }
            node = next;
        }
        Route route = node.methods.get(method);
        if (route != null) {
            return new Found.Match(route, places);
        }
        return node.methods.isEmpty()
                ? new Found.Nothing()
                : new Found.OtherMethods(List.copyOf(node.methods.keySet()));
    }
}
