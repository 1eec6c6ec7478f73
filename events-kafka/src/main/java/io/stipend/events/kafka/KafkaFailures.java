package io.stipend.events.kafka;

import io.stipend.events.EventPublishException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What a failure of Kafka's client means here. */
final class KafkaFailures {

    private KafkaFailures() {}

    /** Whether a broker, or the client, will never take this record, whatever the number of tries. */
    static boolean isForEver(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException;
    }

    /** What a future of the admin client failed with. */
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
