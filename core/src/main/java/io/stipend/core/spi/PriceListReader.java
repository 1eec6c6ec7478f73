package io.stipend.core.spi;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads price lists for deployments. It registers itself: listed in {@code META-INF/services/io.stipend.core.spi.PriceListReader} of
 * its jar, it reads what {@code prices.file} names.
 */
public interface PriceListReader {

    /**
     * Reads a list. Blocks while it reads.
     *
     * @param file the list; empty for the one that the reader brings
     * @param unknownModels what becomes of a model without a price, as the reader understands it
     * @throws io.stipend.core.error.InvalidRequestException with what to give instead when it does not understand that
     * @throws io.stipend.core.error.StipendException with all that is wrong with the list
     */
    PriceSource read(Optional<Path> file, String unknownModels);
}
