package io.stipend.events.kafka;

import io.stipend.events.EventPublishException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a broker answers. The client is created by the first call and kept, because creating one costs more than
 * asking. Thread safe.
 */
final class BrokerPing implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 2_000;

    private final KafkaEventsConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Admin admin;
    private boolean closed;

    BrokerPing(KafkaEventsConfig config) {
        this.config = config;
    }

    /** Blocks for one round trip, at most two seconds. */
    void ask() {
        try {
            admin().describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MILLIS))
                    .clusterId()
                    .get();
        } catch (ExecutionException e) {
            throw KafkaFailures.cannotReach(config, KafkaFailures.cause(e));
        } catch (KafkaException e) {
            throw KafkaFailures.cannotReach(config, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KafkaFailures.interrupted(config);
        }
    }

    private Admin admin() {
        lock.lock();
        try {
            if (closed) {
                throw new EventPublishException("the publisher is closed");
            }
            if (admin == null) {
                Map<String, Object> properties = ClientProperties.admin(config);
                properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
                properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
                admin = Admin.create(properties);
            }
            return admin;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        } finally {
            lock.unlock();
        }
    }
}
