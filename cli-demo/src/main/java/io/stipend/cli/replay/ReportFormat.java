package io.stipend.cli.replay;

import java.util.Locale;

/** What a replay's result can be written as. */
public enum ReportFormat {
    TEXT,
    JSON;

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
