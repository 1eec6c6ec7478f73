package io.stipend.cli.trace;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Takes a line apart into the texts of its fields. */
@FunctionalInterface
interface LineFormat {

    Map<Field, String> fields(String line) throws BadLineException;

    /** Comma-separated values with the columns of this header. */
    static LineFormat csv(String header) throws BadLineException {
        List<String> columns = CsvLine.split(header);
        Map<Field, Integer> positions = new EnumMap<>(Field.class);
        for (int i = 0; i < columns.size(); i++) {
            int position = i;
            var field = Field.named(columns.get(i));
            if (field.isPresent() && positions.put(field.get(), position) != null) {
                throw new BadLineException(
                        "two columns of the header mean " + field.get().title(), "each column once");
            }
        }
        for (Field field : Field.values()) {
            if (field.isRequired() && !positions.containsKey(field)) {
                throw new BadLineException(
                        "not the header of a usage log: no column " + field.title(),
                        "timestamp, input_tokens, output_tokens and, if known, user, session, model, cost,"
                                + " duration_ms; or the header of the Azure or the Mooncake trace; or JSON Lines"
                                + " (docs/traces.md)");
            }
        }
        return line -> csvFields(line, columns.size(), positions);
    }

    private static Map<Field, String> csvFields(String line, int columns, Map<Field, Integer> positions)
            throws BadLineException {
        List<String> texts = CsvLine.split(line);
        if (texts.size() != columns) {
            throw new BadLineException(
                    texts.size() + (texts.size() == 1 ? " field" : " fields"),
                    columns + " fields, as many as the header has");
        }
        Map<Field, String> fields = new EnumMap<>(Field.class);
        positions.forEach((field, position) -> fields.put(field, texts.get(position)));
        return fields;
    }
}
