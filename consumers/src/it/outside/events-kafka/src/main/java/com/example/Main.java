package com.example;

import io.stipend.events.ResourceEvent;
import io.stipend.events.kafka.KafkaPublishers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the events of a file, one a line, as a consumer reads the values of a topic's records. */
public final class Main {

    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        Headers headers = new ProducerRecord<>("topic", "").headers()
                .add("content-type", "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8));
        int read = 0;
        try (Deserializer<ResourceEvent> events = KafkaPublishers.deserializer()) {
            for (String line : lines) {
                ResourceEvent event = events.deserialize("topic", headers, line.getBytes(StandardCharsets.UTF_8));
                read += line.contains("\"id\":\"" + event.id() + "\"") ? 1 : 0;
            }
        }
        System.out.println("read " + read + " of " + lines.size());
    }
}
