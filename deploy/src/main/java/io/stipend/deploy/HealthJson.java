package io.stipend.deploy;

import io.stipend.core.background.Health;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A health report as JSON, for services whose framework has no form of its own:
 *
 * <pre>{@code
 * {"status":"UP","components":[{"name":"store","status":"UP","sentence":"answers","tookMillis":1}]}
 * }</pre>
 */
public final class HealthJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private HealthJson() {}

    /** The report on one line. */
    public static String of(Health.Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("status", report.status().name());
            json.writeArrayPropertyStart("components");
            for (Health.Component component : report.components()) {
                json.writeStartObject();
                json.writeStringProperty("name", component.name());
                json.writeStringProperty("status", component.status().name());
                json.writeStringProperty("sentence", component.sentence());
                json.writeNumberProperty("tookMillis", component.tookMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }
}
