package io.stipend.events.kafka;

import io.stipend.events.EventPublishException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Classifies the failures of Kafka's client. */
final class KafkaFailures {

    private KafkaFailures() {}

    /** Whether the broker or the client will never accept this record, however often it is tried. */
    static boolean isForEver(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
    }

    /** The failure of an admin client's future. */
    static Throwable cause(ExecutionException failure) {
        return Objects.requireNonNullElse(failure.getCause(), failure);
    }

    static EventPublishException cannotReach(KafkaEventsConfig config, Throwable failure) {
        return new EventPublishException(
                "Kafka at " + config.bootstrapServers() + " cannot be used: " + described(failure, config), failure);
    }

    static EventPublishException cannotSend(KafkaEventsConfig config, String topic, Throwable failure) {
        return new EventPublishException(
                "Kafka at " + config.bootstrapServers() + " has not taken all events for topic '" + topic + "': "
                        + described(failure, config),
                failure);
    }

    static EventPublishException interrupted(KafkaEventsConfig config) {
        return new EventPublishException("interrupted while waiting for Kafka at " + config.bootstrapServers());
    }

    static String described(Throwable failure, KafkaEventsConfig config) {
        StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(": ").append(each.getMessage());
        }
        return ClientProperties.withoutSecrets(text.toString(), config);
    }
}
