package io.stipend.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that a schema of the contract describes, and bodies that are a little, or very, different. */
final class RandomBodies {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "ana",
            "r-1",
            "0",
            "-1",
            "1",
            "0.25",
            "1e308",
            "9007199254740991",
            "9007199254740992",
            "NaN",
            "null",
            "../../etc/passwd",
            "' OR 1=1 --",
            "${jndi:ldap://x}",
            "\u0000",
            "\u202e",
            "\ud83d\ude00",
            "\ud800",
            "user:ana",
            "tenant:acme",
            "window:x:y",
            "x".repeat(128),
            "x".repeat(129),
            "ü".repeat(64),
            "stipend.traceId");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "0.5",
            "1e3",
            "1e-9",
            "1E400",
            "9007199254740991",
            "9007199254740992",
            "9223372036854775808",
            "123456789012345678901234567890",
            "0.123456789");

    private final Random random;

    RandomBodies(Random random) {
        this.random = random;
    }

    /** A body, mostly as the schema says. */
    String body(JsonNode schema) {
        String text = value(schema, 0).toString();
        return random.nextInt(4) == 0 ? mutated(text) : text;
    }

    private String mutated(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= random.nextInt(3) && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) " {}[]\",:0-eE\\/\u0000\u0080x".charAt(random.nextInt(17));
        }
        String changed = new String(bytes, StandardCharsets.ISO_8859_1);
        return random.nextInt(3) == 0 ? changed.substring(0, random.nextInt(changed.length() + 1)) : changed;
    }

    private JsonNode value(JsonNode given, int depth) {
        JsonNode schema = Contract.INSTANCE.resolved(given);
        if (random.nextInt(12) == 0 || depth > 4) {
            return anything(depth);
        }
        if (schema.has("enum")) {
            return pick(schema.get("enum"));
        }
        if (schema.has("properties") || schema.has("additionalProperties")) {
            return object(schema, depth);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? pick(type).asString() : type.asString("")) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> number();
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "string" -> NODES.stringNode(pick(TEXTS));
            case "null" -> NODES.nullNode();
            default -> anything(depth);
        };
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        schema.path("properties").forEachEntry((name, property) -> {
            if (random.nextInt(3) > 0) {
                object.set(name, value(property, depth + 1));
            }
        });
        if (random.nextInt(10) == 0 || (schema.path("additionalProperties").isObject() && random.nextBoolean())) {
            object.set(pick(TEXTS), NODES.stringNode(pick(TEXTS)));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(10); i > 0; i--) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private JsonNode number() {
        return JsonMapper.shared().readTree("[" + pick(NUMBERS) + "]").get(0);
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> number();
            case 3 -> NODES.stringNode(pick(TEXTS));
            case 4 -> NODES.arrayNode().add(anything(depth + 1));
            default -> NODES.objectNode().set(pick(TEXTS), anything(depth + 1));
        };
    }

    /** A text for a place of a path or a parameter. */
    String text() {
        return pick(TEXTS);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private JsonNode pick(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all.get(random.nextInt(all.size()));
    }
}
