package io.stipend.testkit;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.testkit.internal.model.ModelStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The model as a store, so that the contract can be tried on what is right by definition. Thread safe: its verbs come one at a time. */
final class ModelAdapter implements StoreAdapter {

    private final ModelStore model;
    private final InstantSource clock;

    ModelAdapter(InstantSource clock) {
        this.model = new ModelStore(clock);
        this.clock = clock;
    }

    @Override
    public CreditStore creditStore() {
        return oneAtATime(CreditStore.class);
    }

    @Override
    public StoreUpkeep upkeep() {
        return oneAtATime(StoreUpkeep.class);
    }

    @Override
    public AccountAdministration accountAdministration() {
        return oneAtATime(AccountAdministration.class);
    }

    /** A role of the model, which itself is for one thread. */
    private <T> T oneAtATime(Class<T> role) {
        InvocationHandler locked = (proxy, method, args) -> {
            synchronized (model) {
                try {
                    return method.invoke(model, args);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            }
        };
        return role.cast(Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] {role}, locked));
    }

    @Override
    public Journal journal() {
        return new ListJournal(model.journal(), clock);
    }

    @Override
    public BookInspection bookInspection() {
        throw new UnsupportedOperationException("the model is what others are held against");
    }

    @Override
    public void ping() {}

    @Override
    public void close() {}

    /** A list from whose front the reader takes. */
    private record ListJournal(List<JournalEntry> entries, InstantSource clock) implements Journal {

        @Override
        public List<JournalEntry> read(int limit) {
            return List.copyOf(entries.subList(0, Math.min(limit, entries.size())));
        }

        @Override
        public void acknowledge(int count) {
            entries.subList(0, count).clear();
        }

        @Override
        public void await(Duration timeout) {}

        @Override
        public Backlog backlog() {
            long age = entries.isEmpty() ? 0 : clock.millis() - entries.get(0).atMillis();
            return new Backlog(entries.size(), age);
        }

        @Override
        public void stepBack() {}
    }
}
