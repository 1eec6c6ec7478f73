module com.example {
    requires io.stipend.store.memory;
    requires io.stipend.store.postgres;
}
