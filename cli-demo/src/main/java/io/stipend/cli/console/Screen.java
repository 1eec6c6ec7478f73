package io.stipend.cli.console;

/** How wide the screen is that a report is written for. */
public final class Screen {

    /** Where nobody says how wide it is: what is written to a file is the same everywhere. */
    public static final int DEFAULT_COLUMNS = 80;

    public static final int MIN_COLUMNS = 60;
    public static final int MAX_COLUMNS = 200;

    /** Set by the launcher where standard output is a terminal: Java cannot find out. */
    private static final String COLUMNS = "stipend.columns";

    private Screen() {}

    /** The columns for a list, as those of the terminal; where there is none, as many as it takes, so that a row stays a line. */
    public static int columnsOfLists() {
        return Integer.getInteger(COLUMNS, 0) <= 0 ? Integer.MAX_VALUE : columns();
    }

    /** The columns of the terminal, from 60 to 200; 80 where there is none. */
    public static int columns() {
        int columns = Integer.getInteger(COLUMNS, DEFAULT_COLUMNS);
        return columns <= 0 ? DEFAULT_COLUMNS : Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
    }
}
