/** Verification, repair, lists and export of stored books. */
module io.stipend.audit {
    requires transitive io.stipend.core;
    requires static org.jspecify;

    exports io.stipend.audit;
}
