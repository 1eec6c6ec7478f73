package io.stipend.testkit.servers.internal.choice;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses how to come by a server: the first way that is open, or the one that is forced. */
public final class ServerChoice {

    private ServerChoice() {}

    /**
     * A way to a server.
     *
     * @param open gets the server, or throws {@link ServerUnavailableException} with the reason if this way is not open
     */
    public record Way<S>(ServerMode mode, Supplier<S> open) {}

    /**
     * A server and how it was come by.
     *
     * @param passedOver why the ways before were not open
     */
    public record Chosen<S>(S server, ServerMode mode, List<String> passedOver) {

        /**
         * Prints to the standard error stream which way it was come by.
         *
         * @param what names the server
         */
        public void print(String what) {
            String why = passedOver.isEmpty() ? "" : " (" + String.join("; ", passedOver) + ")";
            System.err.println("[testkit] " + what + ": " + mode.word() + why);
        }
    }

    /**
     * Tries ways in their order.
     *
     * @param what the kind of server, for messages
     * @param environment holds {@code TESTKIT_MODE}, perhaps
     * @throws ServerUnavailableException if none is open
     */
    public static <S> Chosen<S> choose(String what, Map<String, String> environment, List<Way<S>> ways) {
        Optional<ServerMode> forced = ServerMode.forced(environment);
        List<String> tried = new ArrayList<>();
        List<ServerUnavailableException> reasons = new ArrayList<>();
        for (Way<S> way : ways) {
            if (forced.isPresent() && forced.get() != way.mode()) {
                continue;
            }
            try {
                return new Chosen<>(way.open().get(), way.mode(), List.copyOf(tried));
            } catch (ServerUnavailableException e) {
                tried.add(way.mode().word() + ": " + e.getMessage());
                reasons.add(e);
            }
        }
        ServerUnavailableException none = new ServerUnavailableException("no " + what + " server for the tests"
                + forced.map(mode -> " (TESTKIT_MODE=" + mode.word() + ")").orElse("") + "; tried\n  "
                + String.join("\n  ", tried));
        reasons.forEach(none::addSuppressed);
        throw none;
    }
}
