package io.stipend.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what was meant by what was misspelt. */
public final class Nearest {

    private static final Comparator<Guess> ORDER = Comparator.comparingInt(Guess::distance)
            .thenComparingInt(Guess::difference)
            .thenComparing(Guess::text);

    private Nearest() {}

    /** A candidate and how far it is from what was given. */
    private record Guess(String text, int distance, int difference) {}

    /** The candidate that is nearest, if any is near enough to be meant: a third of its letters differ at most. */
    public static Optional<String> of(String misspelt, Collection<String> candidates) {
        String text = plain(misspelt);
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - text.length()) <= maxDistance(candidate) + 2)
                .map(candidate -> new Guess(
                        candidate, distance(text, plain(candidate)), Math.abs(candidate.length() - misspelt.length())))
                .filter(guess -> guess.distance() <= maxDistance(guess.text()))
                .min(ORDER)
                .map(Guess::text);
    }

    /**
     * The candidates that are nearest, the nearest first, however far they are.
     *
     * @param limit how many at most
     */
    public static List<String> first(int limit, String misspelt, Collection<String> candidates) {
        String text = plain(misspelt);
        return candidates.stream()
                .map(candidate -> new Guess(
                        candidate, distance(text, plain(candidate)), Math.abs(candidate.length() - misspelt.length())))
                .sorted(ORDER)
                .limit(limit)
                .map(Guess::text)
                .toList();
    }

    private static int maxDistance(String candidate) {
        return Math.max(1, candidate.length() / 3);
    }

    /** What people take for the same: upper and lower case, hyphens, underscores, none. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /**
     * How many letters must be dropped, added, replaced or swapped with their neighbour to make one text of the other
     * (optimal string alignment).
     */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
