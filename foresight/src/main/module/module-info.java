/** What a step will cost. */
module io.stipend.foresight {
    requires transitive io.stipend.core;
    requires static org.jspecify;

    exports io.stipend.foresight.price;
}
