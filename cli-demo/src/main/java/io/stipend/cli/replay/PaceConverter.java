package io.stipend.cli.replay;

import io.stipend.cli.replay.engine.Pace;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code max}, or how many times real time. */
final class PaceConverter implements ITypeConverter<Pace> {

    private static final double SLOWEST = 0.001;
    private static final double FASTEST = 1_000_000;

    @Override
    public Pace convert(String value) {
        if (value.equals("max")) {
            return Pace.max();
        }
        try {
            double speed = Double.parseDouble(value);
            if (speed >= SLOWEST && speed <= FASTEST) {
                return Pace.times(speed);
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new TypeConversionException(
                "'" + value + "' is no speed; give max, or a number from 0.001 to 1000000 for so many times real time");
    }
}
