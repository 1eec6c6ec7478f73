package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, to which every answer that any test receives is held. */
final class Contract {

    private static final List<String> METHODS = List.of("get", "post");

    static final Contract INSTANCE = new Contract();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /** What the contract has at a place for a method. */
    record Operation(String method, String template, JsonNode node) {

        Optional<String> permission() {
            return Optional.ofNullable(node.get("x-permission")).map(JsonNode::asString);
        }

        /** The schema of the body, if there is one. */
        Optional<JsonNode> body() {
            JsonNode schema = node.at("/requestBody/content/application~1json/schema");
            return schema.isMissingNode() ? Optional.empty() : Optional.of(schema);
        }

        boolean changes() {
            return method.equals("POST");
        }
    }

    private Contract() {
        try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream("openapi.yaml"))) {
            document = new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.get("paths").forEachEntry((template, item) -> {
            for (String method : METHODS) {
                if (item.has(method)) {
                    operations.add(new Operation(method.toUpperCase(Locale.ROOT), template, item.get(method)));
                }
            }
        });
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        return operations;
    }

    /** The operation that a request is one of. */
    Optional<Operation> find(String method, String path) {
        String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        Operation best = null;
        for (Operation operation : operations) {
            boolean fits = operation.method().equals(method)
                    && plain.matches(operation.template().replaceAll("\\{[^}]*}", "[^/]+"));
            if (fits && (best == null || best.template().contains("{"))) {
                best = operation;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Holds an answer to what the contract says of it. */
    void check(String method, String path, int status, HttpHeaders headers, String body) {
        String type = headers.firstValue("Content-Type").orElse("none").replaceAll(";.*", "");
        String what = method + " " + path + " -> " + status + " " + body;
        JsonNode content;
        Optional<Operation> operation = find(method, path);
        if (operation.isEmpty()) {
            assertThat(status).as(what).isIn(400, 404, 405);
            content = document.at("/components/responses/Problem/content");
        } else {
            JsonNode responses = operation.get().node().get("responses");
            JsonNode response = responses.get(Integer.toString(status));
            if (response == null) {
                assertThat(status).as(what).isGreaterThanOrEqualTo(400);
                response = responses.get("default");
            }
            content = resolved(response).get("content");
        }
        assertThat(content.has(type)).as(what + ": " + type).isTrue();
        if (type.endsWith("json")) {
            JsonNode json = JsonMapper.shared().readTree(body);
            assertThat(violations(content.get(type).get("schema"), json))
                    .as(what)
                    .isEmpty();
            if (status >= 400 && type.contains("problem")) {
                assertThat(json.get("status").asInt()).as(what).isEqualTo(status);
            }
        }
    }

    /** What is wrong with a value by a schema of the contract. */
    List<com.networknt.schema.Error> violations(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value);
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", document.get("components"));
        return registry.getSchema(whole);
    }

    /** A node, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
    }

    /** The names of path parameters with a value that fits each. */
    static String filled(String template, Map<String, String> places) {
        String path = template;
        for (Map.Entry<String, String> place : places.entrySet()) {
            path = path.replace("{" + place.getKey() + "}", place.getValue());
        }
        return path;
    }
}
