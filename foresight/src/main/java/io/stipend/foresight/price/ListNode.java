package io.stipend.foresight.price;

import java.util.List;

/** A part of a price list, and the line it begins in. */
sealed interface ListNode {

    int line();

    /** Text: a number, too, is the text that was written, so that nothing is rounded. Empty if nothing was written. */
    record Scalar(String text, int line) implements ListNode {}

    /** A list. */
    record Sequence(List<ListNode> items, int line) implements ListNode {}

    /** Names with what stands under each, in the order of the file; a name that stands twice is there twice. */
    record Mapping(List<Field> fields, int line) implements ListNode {}

    record Field(String name, ListNode value, int line) {}
}
