package io.stipend.cli.text;

/** Text is not what can be read: a line is longer than any that makes sense, or bytes are not of the encoding. The message says where. */
public final class UnreadableTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableTextException(String message) {
        super(message);
    }
}
