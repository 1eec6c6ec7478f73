package io.stipend.cli.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape showed, in Prometheus's text format. */
record Exposition(List<Sample> samples) {

    private static final Pattern LINE = Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\",?");

    /** A time series and its value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition of(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            Map<String, String> labels = new HashMap<>();
            Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
            // What every scraper adds.
            labels.put("job", "stipend");
            labels.put("instance", "127.0.0.1:9000");
            samples.add(new Sample(parts.group(1), labels, number(parts.group(3))));
        }
        return new Exposition(samples);
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    List<Sample> matching(String name, Predicate<Map<String, String>> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name) && labels.test(sample.labels()))
                .toList();
    }

    double total(String name) {
        return matching(name, any -> true).stream().mapToDouble(Sample::value).sum();
    }

    Set<String> labelsOf(String name) {
        Set<String> labels = new TreeSet<>();
        matching(name, any -> true)
                .forEach(sample -> labels.addAll(sample.labels().keySet()));
        return labels;
    }
}
