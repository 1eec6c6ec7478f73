package io.stipend.deploy.settings;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the settings. Its text, {@link #toString}, is a sentence for whoever wrote them, and shows
 * no secret.
 *
 * @param origin the line of the file, the environment variable, or the option
 * @param key the full path of the key; empty if the file as a whole is wrong
 * @param what what is wrong, with the value, and what to do
 * @param nearest the valid key or value that was most likely meant; null where none is near
 */
public record Problem(
        Origin origin, String key, String what, @Nullable String nearest) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (origin instanceof Origin.InOption) {
            text.append(origin).append(' ');
        } else {
            if (!(origin instanceof Origin.Default)) {
                text.append(origin).append(key.isEmpty() && origin instanceof Origin.InEnvironment ? " " : ": ");
            }
            text.append(key).append(key.isEmpty() ? "" : " ");
        }
        text.append(what);
        if (nearest != null) {
            text.append("; did you mean ").append(nearest).append('?');
        }
        return text.toString();
    }
}
