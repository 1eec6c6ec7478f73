package io.stipend.cli.trace;

import io.stipend.cli.text.ShownId;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds names that a reader takes for the same: they differ only in case, in the form of accents, or in marks that nobody sees. */
final class LookAlikes {

    private static final int MAX_SHOWN = 3;

    /** With more names than this, they are numbers or hashes, and nobody reads them. */
    private static final int MAX_NAMES = 500_000;

    private LookAlikes() {}

    /** A sentence for each of the first pairs. */
    static List<String> among(String what, Names names) {
        List<String> pairs = new ArrayList<>();
        HashIndex seen = new HashIndex();
        int limit = Math.min(names.size(), MAX_NAMES);
        for (int i = 0; i < limit && pairs.size() < MAX_SHOWN; i++) {
            String name = names.all().get(i);
            int first = seen.put(skeleton(name), i);
            if (first != HashIndex.NEW) {
                pairs.add("two " + what + " look alike and are not the same: \""
                        + ShownId.of(names.all().get(first)) + "\" and \"" + ShownId.of(name) + "\"");
            }
        }
        return pairs;
    }

    private static String skeleton(String name) {
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        String plain = ascii ? name : Normalizer.normalize(name, Normalizer.Form.NFKC);
        StringBuilder skeleton = new StringBuilder(plain.length());
        plain.codePoints().filter(c -> !ShownId.isUnseen(c)).forEach(skeleton::appendCodePoint);
        return skeleton.toString().toLowerCase(Locale.ROOT);
    }
}
