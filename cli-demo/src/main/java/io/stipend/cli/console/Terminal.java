package io.stipend.cli.console;

import io.stipend.cli.text.LineReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Who types. */
public interface Terminal {

    /** Whether a person can be asked. */
    boolean isInteractive();

    /** The next line; null when there is none. */
    @Nullable
    String readLine();

    /** Standard input, if the launcher found a person there. */
    static Terminal standard() {
        return new Terminal() {
            @Override
            public boolean isInteractive() {
                return Boolean.getBoolean("stipend.interactive");
            }

            @Override
            public @Nullable String readLine() {
                try {
                    return new LineReader("the answer", System.in, Charset.defaultCharset()).next();
                } catch (IOException e) {
                    throw new UncheckedIOException("the answer cannot be read", e);
                }
            }
        };
    }
}
