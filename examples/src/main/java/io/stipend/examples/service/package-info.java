/** A small HTTP service on top of Stipend, with Spring Boot. */
@NullMarked
package io.stipend.examples.service;

import org.jspecify.annotations.NullMarked;
