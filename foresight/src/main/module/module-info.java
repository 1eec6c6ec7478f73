/** What a step will cost, and how much it will use. */
module io.stipend.foresight {
    requires transitive io.stipend.core;
    requires static org.jspecify;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires tools.jackson.dataformat.yaml;

    exports io.stipend.foresight.advice;
    exports io.stipend.foresight.forecast;
    exports io.stipend.foresight.price;
    exports io.stipend.foresight.shadow;
    exports io.stipend.foresight.trial;

    provides io.stipend.core.spi.ForecasterPlugin with
            io.stipend.foresight.forecast.LearnedForecasts;
    provides io.stipend.core.spi.PriceListReader with
            io.stipend.foresight.price.ListedPrices;
}
