/** The HTTP service. */
module io.stipend.server {
    requires transitive io.stipend.deploy;
    requires io.stipend.audit;
    requires io.stipend.foresight;
    requires java.management;
    requires micrometer.core;
    requires transitive micrometer.registry.prometheus;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires static org.jspecify;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.stipend.server;
}
