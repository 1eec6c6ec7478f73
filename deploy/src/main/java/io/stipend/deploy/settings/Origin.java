package io.stipend.deploy.settings;

/** Where a setting comes from. */
public sealed interface Origin {

    /**
     * A line of a file.
     *
     * @param file its name
     * @param line from 1; 0 for the file as a whole
     */
    record InFile(String file, int line) implements Origin {

        @Override
        public String toString() {
            return line > 0 ? file + ":" + line : file;
        }
    }

    /**
     * An environment variable.
     *
     * @param variable its name
     */
    record InEnvironment(String variable) implements Origin {

        @Override
        public String toString() {
            return variable;
        }
    }

    /**
     * An option of a command line.
     *
     * @param option its name, such as {@code --store-url}
     */
    record InOption(String option) implements Origin {

        @Override
        public String toString() {
            return option;
        }
    }

    /** Nowhere: it was left out. */
    record Default() implements Origin {

        @Override
        public String toString() {
            return "default";
        }
    }
}
