package io.stipend.testkit.servers.redis;

/** A Redis server answered with an error, which is the message. */
public final class RedisErrorException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    RedisErrorException(String message) {
        super(message);
    }
}
