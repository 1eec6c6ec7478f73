/** The sections of a configuration file: the keys of each, and what is made of their values. */
@NullMarked
package io.stipend.deploy.sections;

import org.jspecify.annotations.NullMarked;
