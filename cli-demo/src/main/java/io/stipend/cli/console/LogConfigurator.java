package io.stipend.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.nio.charset.StandardCharsets;

/**
 * Standard output is for results, so the log goes to standard error: warnings, and events where asked for. {@code
 * -Dlogback.configurationFile} has its own way. (In code, because reading the same as XML is a fifth of a short command's time.)
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogConfigurator extends ContextAwareBase implements Configurator {

    private static final String USUAL = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
    private static final String BARE = "%msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logs.getStatusManager().add(new NopStatusListener());
        Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(toStandardError(logs, "STDERR", USUAL));
        logs.getLogger("io.stipend.events").setLevel(Level.INFO);
        logs.getLogger("io.stipend.server").setLevel(Level.INFO);
        // A client that reconnects says so every second; the relay says once that it waits.
        logs.getLogger("org.apache.kafka").setLevel(Level.OFF);
        // A line of JSON for each answer of the service, where that is asked for.
        Logger access = logs.getLogger("io.stipend.server.access");
        access.setAdditive(false);
        access.addAppender(toStandardError(logs, "ACCESS", BARE));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> toStandardError(LoggerContext logs, String name, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logs);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(logs);
        appender.setName(name);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
