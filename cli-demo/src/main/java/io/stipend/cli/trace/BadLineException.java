package io.stipend.cli.trace;

/** A line says something that cannot be; the reader adds where it stands. Never leaves the package. */
final class BadLineException extends Exception {

    /** How much of a line a message shows. */
    static final int MAX_SHOWN = 160;

    private static final long serialVersionUID = 1L;

    private final String expected;

    /**
     * Says what is wrong with the line.
     *
     * @param problem what it says
     * @param expected what it should say
     */
    BadLineException(String problem, String expected) {
        super(problem);
        this.expected = expected;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String expected() {
        return expected;
    }
}
