package io.stipend.foresight.forecast;

import io.stipend.core.spi.check.Checks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link LearnedForecaster} knows at a moment, to be kept or sent to another node. Snapshots are added up: the sum knows what
 * both know, as if one forecaster had seen all of it. So do not add what was added before. Immutable.
 */
public final class ForecastSnapshot {

    private static final Logger log = LoggerFactory.getLogger(ForecastSnapshot.class);

    /** Nothing is known. */
    public static final ForecastSnapshot EMPTY = new ForecastSnapshot(0, ExtensionPrice.FIRST, Map.of(), Map.of());

    private final long learned;
    private final double price;
    private final Map<Double, Double> corrections;
    private final Map<GroupKey, float[]> groups;

    /**
     * Takes over the maps, which must not change.
     *
     * @param learned from how many outcomes
     * @param price of an extension
     * @param corrections their logarithm by risk
     * @param groups the counts of each, as they count now, in the order in which they would be forgotten
     */
    ForecastSnapshot(long learned, double price, Map<Double, Double> corrections, Map<GroupKey, float[]> groups) {
        this.learned = learned;
        this.price = price;
        this.corrections = corrections;
        this.groups = groups;
    }

    /**
     * Reads what {@link #toBytes} wrote. What is damaged, or was written by something else or by another version, is refused with a warning
     * in the log: a forecaster then starts anew, and holds the limit until it has learned enough.
     *
     * @param source where the bytes come from, for the warning
     * @return the snapshot; empty if it was refused
     */
    public static Optional<ForecastSnapshot> read(byte[] bytes, String source) {
        Checks.present(bytes, "snapshot");
        try {
            return Optional.of(SnapshotFormat.read(bytes));
        } catch (IOException e) {
            log.warn(
                    "the forecasts of {} are not used, and are learned anew: {}", Checks.shown(source), e.getMessage());
            return Optional.empty();
        }
    }

    /** Writes it, with a version and a checksum. */
    public byte[] toBytes() {
        return SnapshotFormat.write(this);
    }

    /**
     * Reads a file that {@link #writeTo} wrote. What is damaged or foreign is refused with a warning, as by {@link #read}.
     *
     * @return the snapshot; empty if there is no such file, or it was refused
     * @throws IOException if it cannot be read
     */
    public static Optional<ForecastSnapshot> readFrom(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return read(bytes, file.toString());
    }

    /**
     * Writes it to a file, whole or not at all: under another name first, which then replaces the file. Blocks.
     *
     * @throws IOException if it cannot be written; the file is then what it was
     */
    public void writeTo(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, toBytes());
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What both know. The price and the corrections are averages, by how much each has learned. */
    public ForecastSnapshot plus(ForecastSnapshot other) {
        Checks.present(other, "snapshot");
        double share = learned + other.learned == 0 ? 0.5 : (double) other.learned / (learned + other.learned);
        Map<Double, Double> mixed = new LinkedHashMap<>(corrections);
        other.corrections.forEach((risk, logarithm) ->
                mixed.merge(risk, logarithm, (mine, theirs) -> mine * (1 - share) + theirs * share));
        Map<GroupKey, float[]> sums = new LinkedHashMap<>(groups);
        other.groups.forEach((key, counts) -> sums.merge(key, counts, ForecastSnapshot::sum));
        return new ForecastSnapshot(learned + other.learned, price * (1 - share) + other.price * share, mixed, sums);
    }

    /**
     * What is known when this was learned first, and the other after it: what was known of a group before fades. Where there are more
     * groups than there is room for, those that were learned from last are kept.
     */
    ForecastSnapshot then(ForecastSnapshot later, int maxGroups) {
        Map<GroupKey, float[]> all = new LinkedHashMap<>(groups);
        later.groups.forEach((key, counts) -> {
            float[] before = all.remove(key);
            all.put(key, before == null ? counts : sum(faded(before, counts), counts));
        });
        Iterator<GroupKey> oldest = all.keySet().iterator();
        for (int surplus = all.size() - maxGroups - 1; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
        ForecastSnapshot steering = later.learned == 0 ? this : later;
        return new ForecastSnapshot(learned + later.learned, steering.price, steering.corrections, all);
    }

    private static float[] faded(float[] counts, float[] later) {
        float factor = (float) Histogram.fading(later);
        float[] faded = counts.clone();
        for (int bucket = 0; bucket < faded.length; bucket++) {
            faded[bucket] *= factor;
        }
        return faded;
    }

    private static float[] sum(float[] some, float[] others) {
        float[] sum = some.clone();
        for (int bucket = 0; bucket < sum.length; bucket++) {
            sum[bucket] += others[bucket];
        }
        return sum;
    }

    /** From how many outcomes it was learned. */
    public long learned() {
        return learned;
    }

    double price() {
        return price;
    }

    Map<Double, Double> corrections() {
        return corrections;
    }

    Map<GroupKey, float[]> groups() {
        return groups;
    }

    @Override
    public String toString() {
        return "ForecastSnapshot[" + learned + " outcomes, " + groups.size() + " groups]";
    }
}
