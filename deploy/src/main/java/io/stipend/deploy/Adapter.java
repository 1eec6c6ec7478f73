package io.stipend.deploy;

import java.util.Optional;

/** A part that is in an artifact of its own, which a deployment has on its class path only if it wants it. */
interface Adapter {

    /** Its artifact, without the group. */
    String artifact();

    /** A class that is there when the artifact is. */
    String factory();

    /** What is wrong, and the remedy, when it is not on the class path; empty when it is. */
    default Optional<String> absence() {
        try {
            Class.forName(factory(), false, Adapter.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException absent) {
            return Optional.of("its adapter is not on the class path; add the dependency io.stipend:" + artifact());
        }
    }
}
