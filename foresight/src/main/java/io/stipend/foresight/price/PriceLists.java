package io.stipend.foresight.price;

import io.stipend.foresight.price.PriceListException.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Reads price lists of either format. */
final class PriceLists {

    private static final String BUILT_IN = "built in";

    private PriceLists() {}

    static PriceBook read(Path file) {
        String name = file.toString();
        try (InputStream in = Files.newInputStream(file)) {
            LocalDate writtenOn =
                    LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
            return read(name, Optional.of(writtenOn), ListParser.text(name, in));
        } catch (NoSuchFileException e) {
            throw unreadable(name, "is not there; give the path of a price list");
        } catch (IOException e) {
            throw unreadable(name, "cannot be read: " + e.getMessage());
        }
    }

    static PriceBook read(String name, Optional<LocalDate> writtenOn, String text) {
        ListNode.Mapping document = ListParser.parse(name, text);
        return ListParser.isJson(text)
                ? LiteLlmPriceList.read(name, writtenOn, document)
                : YamlPriceList.read(name, document);
    }

    static PriceBook builtIn() {
        try (InputStream in = PriceLists.class.getResourceAsStream("built-in-prices.yaml")) {
            if (in == null) {
                throw new FileNotFoundException("built-in-prices.yaml is not in the jar");
            }
            return read(BUILT_IN, Optional.empty(), ListParser.text(BUILT_IN, in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceListException unreadable(String name, String what) {
        return new PriceListException(name, List.of(new Problem(0, "", what)));
    }
}
