package io.stipend.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.metrics.Exposition.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a PromQL expression as tells which series it asks for. */
record PromQl(String expression) {

    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z]+_[a-z0-9_]+)\\b(?!\\s*\\()(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

    /** Each of its selectors finds series, by labels that these series have; a histogram has counted something. */
    void assertAnsweredBy(Exposition exposition) {
        List<String> names = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(withoutGroupings());
        while (selector.find()) {
            String name = selector.group(1);
            names.add(name);
            String matchers = selector.group(2) == null ? "" : selector.group(2);
            assertThat(exposition.labelsOf(name))
                    .as("labels of %s, in %s", name, expression)
                    .containsAll(labelsIn(matchers));
            List<Sample> found = exposition.matching(name, matching(matchers));
            assertThat(found).as("%s{%s}, in %s", name, matchers, expression).isNotEmpty();
            if (name.endsWith("_bucket")) {
                assertThat(found)
                        .as("what %s{%s} counted", name, matchers)
                        .anySatisfy(sample -> assertThat(sample.value()).isPositive());
            }
        }
        assertThat(names).as("metrics in %s", expression).isNotEmpty();
        for (String label : groupings()) {
            assertThat(names)
                    .as("those with a label %s, in %s", label, expression)
                    .allSatisfy(name ->
                            assertThat(exposition.labelsOf(name)).as(name).contains(label));
        }
    }

    /** The labels that its answer has. */
    List<String> groupings() {
        List<String> labels = new ArrayList<>();
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            labels.addAll(List.of(grouping.group(1).split("\\s*,\\s*")));
        }
        return labels;
    }

    private String withoutGroupings() {
        return GROUPING.matcher(expression).replaceAll("").replaceAll("\\[[^]]*]", "");
    }

    private static List<String> labelsIn(String matchers) {
        List<String> labels = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        return labels;
    }

    private static Predicate<Map<String, String>> matching(String matchers) {
        Predicate<Map<String, String>> all = any -> true;
        Matcher matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            String label = matcher.group(1);
            // A variable of the dashboard stands for all of its values.
            String value = matcher.group(3).startsWith("$") ? ".*" : matcher.group(3);
            boolean isPattern = matcher.group(2).endsWith("~");
            boolean wanted = !matcher.group(2).startsWith("!");
            all = all.and(labels -> {
                String present = labels.getOrDefault(label, "");
                return (isPattern ? present.matches(value) : present.equals(value)) == wanted;
            });
        }
        return all;
    }
}
