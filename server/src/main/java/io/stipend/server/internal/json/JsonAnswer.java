package io.stipend.server.internal.json;

import tools.jackson.core.JsonGenerator;

/** What can be written as one JSON value. */
@FunctionalInterface
public interface JsonAnswer {

    /** Writes all of it. */
    void writeTo(JsonGenerator json);
}
