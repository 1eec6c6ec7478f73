/** What stores share. */
module io.stipend.store.support {
    requires transitive io.stipend.core;
    requires static com.google.guice;
    requires static org.jspecify;

    exports io.stipend.store.support;

    opens io.stipend.store.support to
            com.google.guice;
}
