package io.stipend.cli.admin;

import io.stipend.audit.ReservationTree;
import io.stipend.cli.console.Screen;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A reservation, for people and for programs. */
final class ReservationText {

    private static final double PERCENT = 100;

    private ReservationText() {}

    /** One reservation in full, and in lines what was split from it. */
    static void print(ReservationTree tree, PrintWriter out) {
        print(tree.root(), out);
        if (!tree.children().isEmpty()) {
            out.print("\nsplit from it:\n");
            printChildren(tree, "  ", out);
            out.print("the whole tree holds " + Amounts.format(Resource.CREDITS, tree.held())
                    + " credits, and has used " + Amounts.format(Resource.CREDITS, tree.used()) + "\n");
        }
    }

    private static void printChildren(ReservationTree tree, String indent, PrintWriter out) {
        for (ReservationTree child : tree.children()) {
            ReservationSnapshot snapshot = child.root();
            out.print(indent + snapshot.header().id().value() + ": " + state(snapshot) + ", "
                    + (snapshot.isOpen() ? "holds " : "held ") + Amounts.format(Resource.CREDITS, snapshot.held())
                    + " credits, used " + Amounts.format(Resource.CREDITS, snapshot.used()) + "\n");
            printChildren(child, indent + "  ", out);
        }
    }

    /** One reservation, and the trees of those that were split from it. */
    static Json json(ReservationTree tree) {
        Json json = json(tree.root());
        return tree.children().isEmpty()
                ? json
                : json.with(
                        "children",
                        tree.children().stream().map(ReservationText::json).toList());
    }

    /** One reservation in full. */
    static void print(ReservationSnapshot snapshot, PrintWriter out) {
        JournalEntry.Closed closing = snapshot.closing();
        line(out, "reservation", snapshot.header().id().value());
        line(out, "tenant", snapshot.header().id().tenant());
        line(out, "accounts", path(snapshot));
        line(out, "swarm", Objects.requireNonNullElse(snapshot.header().swarmId(), "-"));
        line(out, "step", Objects.requireNonNullElse(snapshot.stepId(), "-"));
        String parent = snapshot.header().parentId();
        if (parent != null) {
            line(out, "split from", parent);
        }
        line(out, "state", state(snapshot));
        line(out, "opened", Times.local(snapshot.header().openedAtMillis()));
        line(out, "lease until", Times.local(snapshot.expiresAtMillis()));
        line(out, "on expiry", onExpiry(snapshot));
        if (closing != null) {
            line(out, "closed", Times.local(closing.atMillis()) + " by operation " + closing.operationId());
        }
        line(out, "peak", String.format(Locale.ROOT, "%.1f %%", snapshot.peak() * PERCENT));
        line(out, "entries", Long.toString(snapshot.sequence()));
        snapshot.attributes().forEach((key, value) -> line(out, "attribute", key + " = " + value));
        out.print('\n');
        Table table = new Table("resource", ">held", ">used", ">charged", ">returned", ">uncollected");
        for (Resource resource : Resource.values()) {
            if (snapshot.held().get(resource) != 0 || snapshot.used().get(resource) != 0) {
                table.row(
                        resource.toString(),
                        Amounts.format(resource, snapshot.held()),
                        Amounts.format(resource, snapshot.used()),
                        closing == null ? "-" : Amounts.format(resource, closing.charged()),
                        closing == null ? "-" : Amounts.format(resource, closing.returned()),
                        closing == null ? "-" : Amounts.format(resource, closing.uncollected()));
            }
        }
        table.within(Screen.columnsOfLists()).print(out);
    }

    private static void line(PrintWriter out, String name, String value) {
        out.print(String.format(Locale.ROOT, "%-12s %s\n", name, value));
    }

    /** What its expiry books, as it is called in a configuration. */
    private static String onExpiry(ReservationSnapshot snapshot) {
        return snapshot.onExpiry().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How it stands: open, or how it was closed. */
    static String state(ReservationSnapshot snapshot) {
        JournalEntry.Closed closing = snapshot.closing();
        return closing == null ? "OPEN" : closing.kind() + (closing.late() ? ", late" : "");
    }

    /** The accounts it holds on. */
    static String path(ReservationSnapshot snapshot) {
        String path = snapshot.header().path().accounts().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" "));
        return path.isEmpty() ? "-" : path;
    }

    /** One reservation. */
    static Json json(ReservationSnapshot snapshot) {
        JournalEntry.Closed closing = snapshot.closing();
        Json attributes = new Json();
        snapshot.attributes().forEach(attributes::with);
        return new Json()
                .with("tenant", snapshot.header().id().tenant())
                .with("reservation", snapshot.header().id().value())
                .with("accounts", snapshot.header().path().texts())
                .with("swarm", snapshot.header().swarmId())
                .with("parent", snapshot.header().parentId())
                .with("step", snapshot.stepId())
                .with("state", closing == null ? "OPEN" : closing.kind().toString())
                .with("late", closing != null && closing.late())
                .with("openedAt", Times.utc(snapshot.header().openedAtMillis()))
                .with("expiresAt", Times.utc(snapshot.expiresAtMillis()))
                .with("onExpiry", snapshot.onExpiry().name())
                .with("closedAt", closing == null ? null : Times.utc(closing.atMillis()))
                .with("closedBy", closing == null ? null : closing.operationId().toString())
                .with("sequence", snapshot.sequence())
                .with("held", Amounts.json(snapshot.held()))
                .with("used", Amounts.json(snapshot.used()))
                .with("charged", closing == null ? null : Amounts.json(closing.charged()))
                .with("attributes", attributes);
    }
}
