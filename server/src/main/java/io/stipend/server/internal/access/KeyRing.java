package io.stipend.server.internal.access;

import io.stipend.deploy.ConfigWatch;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the configuration, read again when its file has changed. Where it began without keys, whoever reaches it is let in,
 * until there are some; where it began with keys, nobody is let in without. Thread safe.
 */
public final class KeyRing {

    private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

    private static final String SCHEME = "Bearer ";

    private final ConfigWatch watch;
    private final boolean began;

    /** Each key with its caller; a key that has not changed keeps its caller, who has called so often. */
    private volatile Map<ApiKey, Caller> callers = Map.of();

    public KeyRing(StipendConfig config) {
        this.watch = new ConfigWatch("keys", config, config.server().checkInterval(), this::takeOver);
        this.began = !config.server().apiKeys().isEmpty();
        take(config.server().apiKeys());
    }

    /** Whether whoever reaches it is let in. */
    public boolean isOpen() {
        return !began && callers.isEmpty();
    }

    /**
     * Who calls.
     *
     * @param authorization the header, if there is one
     * @return empty if it is nobody who is known
     */
    public Optional<Caller> caller(@Nullable String authorization) {
        watch.check();
        if (isOpen()) {
            return Optional.of(Caller.LOCAL);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return find(Secrets.sha256(authorization.substring(SCHEME.length()).strip()));
    }

    /** Who has the key of a secret; empty if nobody is known by it. */
    public Optional<Caller> owner(String secret) {
        return caller(SCHEME + secret);
    }

    /** Who has the key with a hash, if it is still there. */
    public Optional<Caller> holder(byte[] hash) {
        watch.check();
        return isOpen() ? Optional.of(Caller.LOCAL) : find(hash);
    }

    /** A caller as it is now; empty if its key is there no more. */
    public Optional<Caller> again(Caller caller) {
        return holder(caller.hash());
    }

    /** The keys of a tenant as they are at the moment, by name. */
    public List<ApiKey> keysOf(String tenant) {
        watch.check();
        return callers.keySet().stream()
                .filter(key -> key.tenant().equals(tenant))
                .sorted(Comparator.comparing(ApiKey::name))
                .toList();
    }

    private Optional<Caller> find(byte[] hash) {
        // All are compared, each in constant time, so that the time tells nothing.
        Caller found = null;
        for (Caller caller : callers.values()) {
            if (MessageDigest.isEqual(hash, caller.hash())) {
                found = caller;
            }
        }
        return Optional.ofNullable(found);
    }

    private void takeOver(StipendConfig config) {
        take(config.server().apiKeys());
        log.info("the keys are read again: there are {}", callers.size());
    }

    private void take(List<ApiKey> keys) {
        Map<ApiKey, Caller> before = callers;
        Map<ApiKey, Caller> now = new HashMap<>();
        keys.forEach(key -> now.put(key, before.getOrDefault(key, Caller.of(key))));
        callers = Map.copyOf(now);
    }
}
