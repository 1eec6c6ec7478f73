package io.stipend.cli.replay;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of credits. */
final class CreditsConverter implements ITypeConverter<Credits> {

    @Override
    public Credits convert(String value) {
        try {
            return Credits.of(value.strip());
        } catch (InvalidRequestException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
