/**
 * A deployment of Stipend picked by configuration: a file and the environment say which store, where events go, who may
 * use how much. {@link io.stipend.deploy.Deployment} runs it in plain Java, {@link io.stipend.deploy.StipendModule} in
 * Guice.
 */
@NullMarked
package io.stipend.deploy;

import org.jspecify.annotations.NullMarked;
