package io.stipend.store.redis.internal.script;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of a script's constants in the place of their names, as a script is put together.
 *
 * <p>A script makes its functions anew with each call, and each function that uses a local variable of the script costs some time for
 * that. A constant is a name in capitals that a line of its own sets to a number, a product of numbers or a text; it holds from there to the end of the
 * script. Not thread safe.
 */
final class LuaConstants {

    private static final String NAME = "[A-Z][A-Z_]+";
    private static final String VALUE = "-?[0-9]+(?: \\* [0-9]+)*|'[^']*'";
    private static final Pattern DECLARATION = Pattern.compile(" *local (NAME(?:, NAME)*) = ((?:VALUE)(?:, (?:VALUE))*)"
            .replace("NAME", NAME)
            .replace("VALUE", VALUE));
    private static final Pattern EACH_VALUE = Pattern.compile(VALUE);

    /** A name that is used: not one in a text that is quoted, nor a part of another. */
    private static final Pattern USE = Pattern.compile("'[^']*'|\\b" + NAME + "\\b");

    private final Map<String, String> values = new HashMap<>();

    /** The line with values for names; empty where it says what the values are. */
    String replaced(String line) {
        if (line.strip().startsWith("--")) {
            return "";
        }
        String declaration = DECLARATION.matcher(line).matches() ? line : joined(substituted(line));
        Matcher found = DECLARATION.matcher(declaration);
        if (!found.matches()) {
            return declaration;
        }
        Matcher value = EACH_VALUE.matcher(found.group(2));
        for (String name : found.group(1).split(", ", -1)) {
            if (!value.find()) {
                throw new IllegalStateException("no value for the constant " + name + ": " + line);
            }
            values.put(name, value.group().contains("*") ? '(' + value.group() + ')' : value.group());
        }
        return "";
    }

    private String substituted(String line) {
        return USE.matcher(line)
                .replaceAll(use -> Matcher.quoteReplacement(values.getOrDefault(use.group(), use.group())));
    }

    /** Texts that stand side by side are one. */
    private static String joined(String line) {
        return line.replace("' .. '", "");
    }
}
