package io.stipend.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import io.stipend.testkit.SampleEvents;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writer's bytes are those that the CloudEvents SDK and Jackson would write, for random events. */
class EventWriterTest {

    private static final int EVENTS_OF_A_TYPE = 500;
    private static final JsonMapper JACKSON = new JsonMapper();

    /** Characters that JSON escapes, and the first and last characters of each length in UTF-8. */
    private static final int[] HOSTILE = IntStream.concat(
                    IntStream.range(0, ' '),
                    "\"\\/{}[],:'<&%\u007f\u0080\u07ff\u0800\u2028\ud7ff\ue000\ufeff\uffff\ud800\udc00\ud83d\ude00\udbff\udfff"
                            .codePoints())
            .toArray();

    private final Records structured = new Records(KafkaEventsConfig.of("localhost:9092"));
    private final Records binary =
            new Records(KafkaEventsConfig.of("localhost:9092").withBinary());

    @ParameterizedTest
    @EnumSource(EventType.class)
    void whatIsWrittenIsWhatTheSdkWrites(EventType type) throws IOException {
        Random random = new Random(type.wireName().hashCode());
        for (int i = 0; i < EVENTS_OF_A_TYPE; i++) {
            assertWrittenAsBySdk(event(type, random));
        }
    }

    @Test
    void soAreTheSamples() throws IOException {
        for (ResourceEvent event : samples()) {
            assertWrittenAsBySdk(event);
        }
    }

    /** CloudEvents' extension for distributed tracing. */
    @Test
    void theTraceOfTheRequestIsAnAttribute() throws IOException {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        ResourceEvent charged = new ResourceEvent.Charged(
                "t", "c-1", 1, 0, "u", null, List.of(), 0, 0, Map.of("stipend.traceparent", parent));

        assertWrittenAsBySdk(charged);
        assertThat(JACKSON.readTree(structured.of(charged).value())
                        .get("traceparent")
                        .asText())
                .isEqualTo(parent);
        assertThat(binary.of(charged).headers().lastHeader("ce_traceparent").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(parent);
    }

    @Test
    void theFirstVersionWroteTheSameBytes() throws IOException {
        try (InputStream lines = EventWriterTest.class.getResourceAsStream("samples/1.jsonl")) {
            assertThat(samples().stream()
                            .map(event -> new String(structured.of(event).value(), StandardCharsets.UTF_8)))
                    .containsExactlyElementsOf(new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    @Test
    void halfACharacterIsWrittenAsJavaEncodesIt() throws IOException {
        byte[] value =
                structured.of(SampleEvents.usage("t", "a\ud800b\udc00", 1)).value();
        assertThat(JACKSON.readTree(value).get("subject").asText()).isEqualTo("a?b?");
    }

    private static List<ResourceEvent> samples() {
        return Stream.concat(SampleEvents.ofEveryType("acme", "r-1").stream(), SampleEvents.atTheEdges("acme").stream())
                .toList();
    }

    private void assertWrittenAsBySdk(ResourceEvent event) throws IOException {
        byte[] data = binary.of(event).value();
        // Its schema says which members; that they are in order and written as Jackson does, reading them shows.
        assertThat(new String(data, StandardCharsets.UTF_8))
                .isEqualTo(new String(JACKSON.writeValueAsBytes(JACKSON.readTree(data)), StandardCharsets.UTF_8));
        CloudEvent cloudEvent = cloudEvent(event, data);
        assertThat(EventReader.read(cloudEvent)).isEqualTo(event);

        assertSame(structured.of(event), writer(event).writeStructured(cloudEvent, new JsonFormat()));
        assertSame(binary.of(event), writer(event).writeBinary(cloudEvent));
    }

    private static void assertSame(ProducerRecord<byte[], byte[]> ours, ProducerRecord<byte[], byte[]> theirs) {
        assertThat(ours.key()).isEqualTo(theirs.key());
        assertThat(new String(ours.value(), StandardCharsets.UTF_8))
                .isEqualTo(new String(theirs.value(), StandardCharsets.UTF_8));
        assertThat(ours.headers()).isEqualTo(theirs.headers());
    }

    private static MessageWriter<?, ProducerRecord<byte[], byte[]>> writer(ResourceEvent event) {
        String key = event.id().replaceFirst("/[^/]*/[^/]*$", "");
        return KafkaMessageFactory.createWriter("stipend.events", key.getBytes(StandardCharsets.UTF_8));
    }

    private static CloudEvent cloudEvent(ResourceEvent event, byte[] data) {
        String tenant = URLEncoder.encode(event.tenant(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
        String type = event.type().wireName();
        CloudEventBuilder built = CloudEventBuilder.v1()
                .withId(event.id())
                .withSource(URI.create("urn:stipend:tenant:" + tenant))
                .withType(type)
                .withSubject(event.stream())
                .withTime(event.timestamp().atOffset(ZoneOffset.UTC))
                .withData("application/json", URI.create("urn:stipend:schema:" + type + ":1"), data);
        event.traceParent().ifPresent(trace -> built.withExtension("traceparent", trace));
        return built.build();
    }

    /** An event of a type, with awkward texts and numbers. */
    private static ResourceEvent event(EventType type, Random random) {
        String tenant = text(random);
        String id = text(random);
        String perhaps = random.nextBoolean() ? text(random) : null;
        long n = number(random);
        long at = number(random);
        double real = real(random);
        List<String> accounts =
                Stream.generate(() -> text(random)).limit(random.nextInt(4)).toList();
        return switch (type) {
            case RESERVED ->
                new ResourceEvent.Reserved(
                        tenant,
                        id,
                        n,
                        at,
                        perhaps,
                        null,
                        perhaps,
                        perhaps,
                        accounts,
                        n,
                        perhaps == null ? null : n,
                        -n,
                        attributes(random));
            case USAGE -> new ResourceEvent.Usage(tenant, id, n, at, perhaps, -n, real);
            case WARNING -> new ResourceEvent.Warning(tenant, id, n, at, perhaps, real);
            case CRITICAL -> new ResourceEvent.Critical(tenant, id, n, at, perhaps, real, text(random), n, -n);
            case EXTENDED -> new ResourceEvent.Extended(tenant, id, n, at, accounts, n, n - 1, -n, at);
            case SPLIT -> new ResourceEvent.Split(tenant, id, n, at, accounts, text(random), n, n - 1, -n);
            case COMPLETED ->
                new ResourceEvent.Completed(
                        tenant,
                        id,
                        n,
                        at,
                        perhaps,
                        accounts,
                        n,
                        -n,
                        real,
                        random.nextInt(),
                        random.nextBoolean(),
                        n,
                        at);
            case RELEASED -> new ResourceEvent.Released(tenant, id, n, at, perhaps, accounts, n, -n, at);
            case EXPIRED -> new ResourceEvent.Expired(tenant, id, n, at, perhaps, accounts, n, -n, at);
            case CHARGED ->
                new ResourceEvent.Charged(
                        tenant, id, n, at, perhaps, perhaps, accounts, n, at, Map.of(text(random), text(random)));
            case REFUSED ->
                new ResourceEvent.Refused(
                        tenant,
                        id,
                        n,
                        at,
                        perhaps,
                        random.nextBoolean(),
                        text(random),
                        perhaps == null ? null : text(random),
                        text(random),
                        n,
                        -n);
            case ACCOUNT_CHANGED ->
                new ResourceEvent.AccountChanged(
                        tenant,
                        id,
                        n,
                        at,
                        text(random),
                        text(random),
                        perhaps == null ? null : n,
                        -n,
                        at,
                        text(random));
            case ACCOUNT_FORECAST ->
                new ResourceEvent.AccountForecast(
                        tenant,
                        id,
                        n,
                        at,
                        random.nextBoolean(),
                        -n,
                        perhaps == null ? null : n,
                        perhaps == null ? null : at,
                        perhaps == null ? null : -n,
                        real,
                        perhaps == null ? null : real,
                        at,
                        perhaps == null ? null : n);
            case POOL_STARVED ->
                new ResourceEvent.PoolStarved(
                        tenant,
                        id,
                        n,
                        at,
                        random.nextBoolean(),
                        perhaps,
                        perhaps == null ? text(random) : null,
                        text(random),
                        n,
                        -n,
                        at,
                        n);
            case FORECAST_CALIBRATION ->
                new ResourceEvent.ForecastCalibration(tenant, n, at, perhaps, real, -real, n, at, -n, at, n, -n, at);
        };
    }

    private static Map<String, String> attributes(Random random) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            attributes.put(text(random), text(random));
        }
        return attributes;
    }

    /** Half of the texts are plain. Lengths are around eight, and now and then longer than the writer's array. */
    private static String text(Random random) {
        int length = random.nextInt(100) == 0 ? 5_000 : random.nextInt(20);
        int hostileOf100 = random.nextBoolean() ? 0 : random.nextInt(101);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            boolean hostile = random.nextInt(100) < hostileOf100;
            text.appendCodePoint(hostile ? HOSTILE[random.nextInt(HOSTILE.length)] : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    /** Numbers with few and with many digits, equally often. */
    private static long number(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> (long) Math.pow(10, random.nextInt(19)) - random.nextInt(2);
            default -> random.nextLong() >> random.nextInt(Long.SIZE);
        };
    }

    private static double real(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3) - 1;
            case 1 -> random.nextInt(1_000) / 1e3;
            case 2 -> random.nextDouble();
            default -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
        };
    }
}
