/**
 * How to embed Stipend, as programs that run.
 *
 * <ul>
 *   <li>{@link io.stipend.examples.PlainJava}: without a container.
 *   <li>{@link io.stipend.examples.WithGuice}: with a configuration file, in Guice.
 *   <li>{@link io.stipend.examples.StreamingCall}: a handle that follows an answer while it streams.
 *   <li>{@code service}: an HTTP service with Spring Boot.
 * </ul>
 */
@NullMarked
package io.stipend.examples;

import org.jspecify.annotations.NullMarked;
