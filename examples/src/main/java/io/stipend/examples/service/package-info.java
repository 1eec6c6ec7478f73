/** A small HTTP service over Stipend, with Spring Boot. */
@NullMarked
package io.stipend.examples.service;

import org.jspecify.annotations.NullMarked;
