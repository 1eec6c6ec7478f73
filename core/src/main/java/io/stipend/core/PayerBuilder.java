package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.check.Checks;
import io.stipend.events.ResourceEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who pays, and what is kept with it: what the builders of a reserve and of a charge share. Each method refuses a bad value with
 * {@link InvalidRequestException}. Not thread safe.
 *
 * @param <B> the builder itself
 */
abstract class PayerBuilder<B extends PayerBuilder<B>> {

    /** What the manager's own attributes begin with. */
    private static final Pattern TRACE_PARENT = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    static final String OWN_ATTRIBUTES = "stipend.";

    String tenant = Checks.DEFAULT_TENANT;

    @Nullable
    String userId;

    @Nullable
    String swarmId;

    List<String> pools = List.of();
    Map<String, String> attributes = Map.of();

    @Nullable
    String traceId;

    abstract B self();

    /** Where the accounts live; {@code default} unless set. */
    public B tenant(String id) {
        tenant = Checks.id(id, "tenant");
        return self();
    }

    /** The user who pays. */
    public B user(String id) {
        userId = Checks.id(id, "user id");
        return self();
    }

    /** The swarm it is for; its account is on the path if swarms have a limit. */
    public B swarm(String id) {
        swarmId = Checks.id(id, "swarm id");
        return self();
    }

    /**
     * Pools that pay besides, each in the order given. What begins with {@code window:} is kept for tiers, and {@code share:} for what
     * pools with fair shares keep of their members.
     */
    public B pools(String... ids) {
        pools = checkedPools(Arrays.asList(Checks.present(ids, "pools")));
        return self();
    }

    /** Something else to keep with it, at most 16 in all. The manager's own keys begin with {@code stipend.}. */
    public B attribute(String key, String value) {
        attributes = with(attributes, key, value);
        return self();
    }

    /**
     * The trace in which it is asked: its id, or a whole {@code traceparent} of W3C Trace Context. The id is kept as the attribute {@code
     * stipend.traceId}, and a {@code traceparent} as the attribute of that name besides, with which the event goes on in the trace. It does not tell
     * a second try from another request: that may be made in another trace.
     */
    public B traceId(String id) {
        traceId = Checks.id(id, "trace id");
        return self();
    }

    /** Adds the attributes that keep a trace. */
    static void putTrace(Map<String, String> attributes, String trace) {
        Matcher parent = TRACE_PARENT.matcher(trace);
        boolean isParent = parent.matches();
        attributes.put(OWN_ATTRIBUTES + "traceId", isParent ? parent.group(1) : trace);
        if (isParent) {
            attributes.put(ResourceEvent.TRACE_PARENT_ATTRIBUTE, trace);
        }
    }

    static List<String> checkedPools(List<String> ids) {
        for (String id : ids) {
            Checks.id(id, "pool id");
            refusePrefix(id, Tier.Window.ACCOUNT_PREFIX, "the windows of tiers");
            refusePrefix(id, SharedPools.ACCOUNT_PREFIX, "the members of pools");
        }
        return List.copyOf(ids);
    }

    private static void refusePrefix(String id, String prefix, String owner) {
        if (id.startsWith(prefix)) {
            throw new InvalidRequestException("pool id " + Checks.shown(id) + " begins with '" + prefix
                    + "', which is kept for " + owner + "; choose another");
        }
    }

    /** The attributes, each refused where {@link #attribute} refuses it. */
    static Map<String, String> checked(Map<String, String> attributes) {
        Map<String, String> checked = Map.of();
        for (Map.Entry<String, String> attribute :
                Checks.present(attributes, "attributes").entrySet()) {
            checked = with(checked, attribute.getKey(), attribute.getValue());
        }
        return Map.copyOf(checked);
    }

    /** The attributes and one more, which replaces one of the same key. */
    static Map<String, String> with(Map<String, String> attributes, String key, String value) {
        Checks.id(key, "attribute key");
        if (key.startsWith(OWN_ATTRIBUTES)) {
            throw new InvalidRequestException("attribute key " + Checks.shown(key) + " begins with '" + OWN_ATTRIBUTES
                    + "', which is kept for the manager; choose another");
        }
        Checks.text(value, "attribute " + Checks.shown(key), BudgetRequest.MAX_ATTRIBUTE_BYTES);
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(key, value);
        if (more.size() > BudgetRequest.MAX_ATTRIBUTES) {
            throw new InvalidRequestException("more than " + BudgetRequest.MAX_ATTRIBUTES + " attributes; "
                    + Checks.shown(key) + " is one too many");
        }
        return more;
    }
}
