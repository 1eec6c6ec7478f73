package io.stipend.core.health;

/**
 * How well one part works.
 *
 * @param name what it is: {@code store}, {@code events}, {@code relay}, {@code sweeper}, {@code manager}
 * @param status how well it works
 * @param sentence what a person should know; no secret
 * @param tookMillis how long it took to find out, in milliseconds
 */
public record Component(String name, Status status, String sentence, long tookMillis) {

    /** One that takes no time to look at. */
    static Component of(String name, Status status, String sentence) {
        return new Component(name, status, sentence, 0);
    }
}
