package io.stipend.deploy.settings;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;

/**
 * One value that was given.
 *
 * @param path where it stands, with the user's names
 * @param key its key
 * @param text the value, references resolved; may be a secret
 * @param shown the value as it may be shown
 * @param origin where it was given
 */
record Setting(KeyPath path, Key<?> key, String text, String shown, Origin origin) {

    /** Without the value. */
    @Override
    public String toString() {
        return path + "=" + shown;
    }
}
