package com.example;

import com.google.inject.Guice;
import io.stipend.core.spi.CreditStore;
import io.stipend.store.memory.MemoryStoreModule;

/** The memory store in Guice. */
public final class Main {

    public static void main(String[] args) {
        CreditStore store = Guice.createInjector(new MemoryStoreModule()).getInstance(CreditStore.class);
        System.out.println("a store from Guice: " + (store == null ? "no" : "yes"));
    }
}
