package io.stipend.deploy.settings;

import java.util.List;

/** A part of a file, and the line it begins in. */
sealed interface Node {

    int line();

    /** Text: a number, too, is the text that was written, so that nothing is rounded. */
    record Scalar(String text, int line) implements Node {}

    /** Nothing after the colon. */
    record Empty(int line) implements Node {}

    /** A list, whatever it holds: no setting is one. */
    record Sequence(int line) implements Node {}

    /** Names with what stands under each, in the order of the file; a name that stands twice is there twice. */
    record Mapping(List<Entry> entries, int line) implements Node {}

    record Entry(String name, Node value, int line) {}
}
