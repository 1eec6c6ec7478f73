package io.stipend.deploy.settings;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Nearest;
import io.stipend.config.SafeText;
import io.stipend.deploy.settings.Catalogue.Branch;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds a file and the environment against a catalogue. Not thread safe: one for each reading. */
public final class SettingsReader {

    /** What Kubernetes sets for a service whose name begins as the prefix does. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Catalogue catalogue;
    private final References references;
    private final Problems problems;
    private final Map<KeyPath, Setting> found = new LinkedHashMap<>();

    /** Where sections begin. */
    private final Map<KeyPath, Origin> sections = new LinkedHashMap<>();

    /** How the file is called in messages. */
    private String file = "";

    /**
     * A reader.
     *
     * @param problems where what is wrong goes
     */
    public SettingsReader(Catalogue catalogue, References references, Problems problems) {
        this.catalogue = catalogue;
        this.references = references;
        this.problems = problems;
    }

    /**
     * Reads a file. What another file has said already, it must not say again.
     *
     * @param name how it is called in messages
     * @param section where its keys belong; the root for the main file
     * @return whether it could be read at all
     */
    public boolean file(Path path, String name, KeyPath section) {
        file = name;
        try {
            Node.Mapping mapping = YamlFile.read(path);
            if (mapping.entries().isEmpty() && section.length() > 0) {
                throw new YamlFile.UnreadableException(0, "is empty; give keys, or do not refer to it");
            }
            mapping(section, branchAt(section), mapping);
            return true;
        } catch (YamlFile.UnreadableException e) {
            problems.add(new Problem(new Origin.InFile(name, e.line()), "", e.what(), null));
        } catch (NoSuchFileException e) {
            problems.add(new Problem(new Origin.InFile(name, 0), "", "is not there; give the path of a file", null));
        } catch (CharacterCodingException e) {
            problems.add(new Problem(new Origin.InFile(name, 0), "", "is not UTF-8; write it so", null));
        } catch (IOException e) {
            String why = "cannot be read (" + e.getClass().getSimpleName() + "); give a file that can";
            problems.add(new Problem(new Origin.InFile(name, 0), "", why, null));
        }
        return false;
    }

    /**
     * Reads the variables, which win over the file. An empty one counts as not set.
     *
     * @param others variables with the prefix that are no keys
     */
    public void environment(Map<String, String> environment, Set<String> others) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (variable.startsWith(catalogue.prefix()) && !others.contains(variable) && !value.isEmpty()) {
                variable(variable, value);
            }
        });
    }

    /** Takes what the options of a command line say, which win over everything else. */
    public void option(String option, KeyPath path, String value) {
        Branch branch = catalogue.root();
        for (String segment : path.segments()) {
            Branch next = branch.under(segment);
            branch = next == null ? Branch.EMPTY : next;
        }
        Origin origin = new Origin.InOption(option);
        if (branch.key() == null) {
            String nearest = catalogue.nearest(path, List.of()).orElse(null);
            problems.add(origin, path, "sets " + path + ", which is no key", nearest);
        } else {
            add(path, branch.key(), value, origin);
        }
    }

    /** What was read, as far as it could be. */
    public Settings settings() {
        return new Settings(catalogue, found, sections, file);
    }

    private Branch branchAt(KeyPath section) {
        Branch branch = catalogue.root();
        for (String name : section.segments()) {
            Branch next = branch.under(name);
            if (next == null) {
                throw new IllegalArgumentException("no section " + section);
            }
            branch = next;
        }
        return branch;
    }

    private void mapping(KeyPath section, Branch branch, Node.Mapping mapping) {
        Map<String, Integer> lines = new HashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            KeyPath path = section.then(entry.name());
            sections.putIfAbsent(path, new Origin.InFile(file, entry.line()));
            Integer before = lines.putIfAbsent(entry.name(), entry.line());
            if (before != null) {
                problem(entry.line(), path, "was given in line " + before + " already; leave one out", null);
            }
            Branch under = branch.under(entry.name());
            if (under == null) {
                unknown(entry, path, branch);
            } else if (under.key() == null) {
                section(entry, path, under);
            } else {
                value(entry, path, under.key());
            }
        }
    }

    private void unknown(Node.Entry entry, KeyPath path, Branch branch) {
        if (entry.value() instanceof Node.Mapping
                && Nearest.of(entry.name(), branch.names()).isEmpty()) {
            Optional<String> absent = catalogue.absentAdapter(path);
            if (absent.isPresent()) {
                problem(entry.line(), path, absent.get(), null);
                return;
            }
        }
        Optional<String> nearest = catalogue.nearest(path, branch.names());
        String what = entry.name().contains(".")
                ? "is no key here; write each name on a line of its own, and what belongs to it below"
                : "is no key" + (nearest.isEmpty() ? "; there are " + String.join(", ", branch.names()) : "");
        problem(entry.line(), path, what, nearest.orElse(null));
    }

    private void section(Node.Entry entry, KeyPath path, Branch under) {
        if (entry.value() instanceof Node.Mapping mapping) {
            mapping(path, under, mapping);
        } else if (!(entry.value() instanceof Node.Empty)) {
            String names = under.names().isEmpty() ? "names of your own" : String.join(", ", under.names());
            problem(entry.line(), path, "is a section and takes no value; under it there are " + names, null);
        }
    }

    private void value(Node.Entry entry, KeyPath path, Key<?> key) {
        String give = "; give " + key.type().expected();
        if (entry.value() instanceof Node.Scalar scalar) {
            Setting before = found.get(path);
            if (before != null
                    && before.origin() instanceof Origin.InFile in
                    && !in.file().equals(file)) {
                problem(entry.line(), path, "was given in " + in + " already; leave one out", null);
            }
            add(path, key, scalar.text(), new Origin.InFile(file, scalar.line()));
        } else if (entry.value() instanceof Node.Empty) {
            problem(entry.line(), path, "has no value" + give + ", or leave the key out", null);
        } else if (entry.value() instanceof Node.Sequence) {
            problem(entry.line(), path, "is a list" + give, null);
        } else {
            problem(entry.line(), path, "is no section" + give, null);
        }
    }

    private void variable(String variable, String value) {
        Optional<Key<?>> key = catalogue.ofVariable(variable);
        if (key.isPresent()) {
            add(key.get().path(), key.get(), value, new Origin.InEnvironment(variable));
        } else if (!isServiceLink(variable, value)) {
            Optional<String> nearest = catalogue.nearestVariable(variable);
            String what = "is no variable of Stipend's" + (nearest.isEmpty() ? "; unset it" : "");
            problems.add(new Problem(new Origin.InEnvironment(variable), "", what, nearest.orElse(null)));
        }
    }

    private static boolean isServiceLink(String variable, String value) {
        return SERVICE_LINK.matcher(variable).matches()
                || (variable.endsWith("_PORT") && ADDRESS.matcher(value).matches());
    }

    private void add(KeyPath path, Key<?> key, String raw, Origin origin) {
        String shown = key.type().mask(raw);
        try {
            String text = origin instanceof Origin.InOption ? raw : references.resolve(raw);
            // A second file is read last, and wins over nothing.
            found.merge(path, new Setting(path, key, text, shown, origin), SettingsReader::stronger);
            if (key.type().parse(text).isEmpty()) {
                String value = References.areIn(raw) && shown.equals(raw)
                        ? shown + ", whose value is not shown"
                        : SafeText.value(shown);
                problems.add(
                        origin,
                        path,
                        "is " + value + "; give " + key.type().expected(),
                        key.type().nearest(text).orElse(null));
            }
        } catch (References.BrokenException e) {
            problems.add(origin, path, e.what(), null);
        }
    }

    private static Setting stronger(Setting before, Setting next) {
        return rank(before.origin()) > rank(next.origin()) ? before : next;
    }

    private static int rank(Origin origin) {
        return origin instanceof Origin.InOption ? 2 : origin instanceof Origin.InEnvironment ? 1 : 0;
    }

    private void problem(int line, KeyPath path, String what, @Nullable String nearest) {
        problems.add(new Origin.InFile(file, line), path, what, nearest);
    }
}
