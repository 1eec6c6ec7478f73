package io.stipend.testkit.servers.internal.choice;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that is got once, when it is first asked for; where it cannot be had, everyone is told why. Thread safe. */
public final class SharedServer<S> {

    private final Supplier<S> choice;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable S server;
    private @Nullable String failure;

    public SharedServer(Supplier<S> choice) {
        this.choice = choice;
    }

    public S get() {
        lock.lock();
        try {
            if (failure != null) {
                throw new ServerUnavailableException(failure);
            }
            S present = server;
            if (present == null) {
                present = choice.get();
                server = present;
            }
            return present;
        } catch (ServerUnavailableException e) {
            failure = e.getMessage();
            throw e;
        } finally {
            lock.unlock();
        }
    }
}
