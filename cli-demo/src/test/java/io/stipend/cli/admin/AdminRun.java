package io.stipend.cli.admin;

import io.stipend.cli.CommandRun;
import io.stipend.cli.StipendCommand;
import io.stipend.cli.console.Terminal;
import io.stipend.core.spi.StoreAdapter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs commands that administer a store which a test has in this process. */
final class AdminRun {

    private final StoreAdapter store;
    private final @Nullable String answer;

    private AdminRun(StoreAdapter store, @Nullable String answer) {
        this.store = store;
        this.answer = answer;
    }

    /** With nobody at the terminal. */
    static AdminRun on(StoreAdapter store) {
        return new AdminRun(store, null);
    }

    /** With somebody at the terminal, who answers this. */
    AdminRun answering(String text) {
        return new AdminRun(store, text);
    }

    CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.add("--store-url");
        all.add("redis://in.this.process:1");
        int status = StipendCommand.create(
                        new PrintWriter(out), new PrintWriter(err), configuration -> store, new Answering(answer))
                .execute(all.toArray(String[]::new));
        return new CommandRun(status, out.toString(), err.toString());
    }

    private record Answering(@Nullable String answer) implements Terminal {

        @Override
        public boolean isInteractive() {
            return answer != null;
        }

        @Override
        public @Nullable String readLine() {
            return answer;
        }
    }
}
