package io.stipend.testkit;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;

/** The publishers that need nothing pass the contract that brokers must pass. */
class RecordingPublisherContractTest {

    @Nested
    class Recording extends EventPublisherContract {
        @Override
        protected PublisherHarness openPublisher() {
            return new Recorder(record -> record::addAll);
        }
    }

    @Nested
    class Listeners extends EventPublisherContract {
        @Override
        protected PublisherHarness openPublisher() {
            return new Recorder(record -> EventPublishers.listeners()
                    .on(ResourceEvent.class, record::add)
                    .build());
        }
    }

    @Nested
    class Several extends EventPublisherContract {
        @Override
        protected PublisherHarness openPublisher() {
            return new Recorder(record -> EventPublishers.all(EventPublishers.none(), record::addAll));
        }
    }

    /** Keeps what a publisher hands on. */
    private static final class Recorder implements EventPublisherContract.PublisherHarness {

        private final List<ResourceEvent> record = new ArrayList<>();
        private final EventPublisher publisher;

        Recorder(Function<List<ResourceEvent>, EventPublisher> publisherInto) {
            publisher = publisherInto.apply(record);
        }

        @Override
        public EventPublisher publisher() {
            return publisher;
        }

        @Override
        public List<ResourceEvent> readBack(String tenant) {
            return record.stream()
                    .filter(event -> event.tenant().equals(tenant))
                    .toList();
        }

        @Override
        public void close() {
            publisher.close();
        }
    }
}
