package io.stipend.cli.trace;

import io.stipend.config.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a record of a usage log can say, and the names that it goes by in logs of no format that is known. The first is our own.
 * Names are compared without case, underscores, hyphens and spaces.
 */
enum Field {
    TIMESTAMP(
            "timestamp",
            "timestamp_ms",
            "timestamp_s",
            "time",
            "ts",
            "datetime",
            "date_time",
            "created",
            "created_at",
            "start_time",
            "started_at",
            "request_time",
            "date"),
    END("end_time", "ended_at", "finished_at", "completed_at"),
    USER("user", "user_id", "user_name", "end_user", "end_user_id", "customer_id", "account_id", "team_id", "team"),
    SESSION("session", "swarm", "session_id", "conversation_id", "thread_id", "chat_id", "trace_id"),
    REQUEST_ID("request_id", "call_id", "response_id", "generation_id"),
    MODEL("model", "model_name", "model_id", "model_version"),
    PROVIDER("provider", "provider_name", "custom_llm_provider", "vendor"),

    /** All tokens sent, of which the cached ones are a part. */
    INPUT(
            "input_tokens",
            "prompt_tokens",
            "context_tokens",
            "request_tokens",
            "input_length",
            "tokens_in",
            "input_token_count"),

    /** The tokens sent that no cache had: the cached ones come on top. */
    UNCACHED("uncached_input_tokens", "input_tokens_no_cache"),
    CACHED(
            "cached_tokens",
            "cached_input_tokens",
            "input_cached_tokens",
            "cache_read_tokens",
            "cache_read_input_tokens",
            "prompt_tokens_details.cached_tokens",
            "input_tokens_details.cached_tokens"),
    CACHE_WRITE("cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"),

    /** More that was written, where a log counts it by how long it is kept. */
    CACHE_WRITE_LONG("cache_write_1h_tokens"),

    /** All tokens that came back, of which reasoning is a part. */
    OUTPUT(
            "output_tokens",
            "completion_tokens",
            "generated_tokens",
            "response_tokens",
            "output_length",
            "tokens_out",
            "output_token_count"),

    /** The tokens that came back without reasoning, which comes on top. */
    ANSWER("answer_tokens"),
    REASONING(
            "reasoning_tokens",
            "output_reasoning_tokens",
            "completion_tokens_details.reasoning_tokens",
            "output_tokens_details.reasoning_tokens"),
    COST("cost", "cost_usd", "usd", "cost_credits", "total_cost", "total_cost_usd", "spend", "spend_usd", "price_usd"),
    DURATION("duration_ms", "latency_ms", "delay_ms", "elapsed_ms", "completion_time_ms"),
    DURATION_SECONDS("duration_s", "duration_seconds", "latency_s", "latency_seconds", "elapsed_seconds"),
    STATUS("status", "status_code", "http_status", "response_status"),
    ERROR("error", "error_type", "error_message", "exception"),
    REQUESTS("requests", "num_model_requests", "num_requests", "request_count"),
    IMAGES("images"),
    MEDIA_SECONDS("media_seconds", "audio_seconds"),
    BATCH("batch", "is_batch"),

    /** What kind of thing the record is, in logs that have other things than calls of models. */
    KIND("kind");

    private static final String TOKENS = "_tokens";

    /** So many letters of a first word say which word it is short for. */
    private static final int MIN_BEGINNING = 3;

    @SuppressWarnings("ImmutableEnumChecker") // it is made by List.of
    private final List<String> names;

    Field(String... names) {
        this.names = List.of(names);
    }

    /** The project's own name for it. */
    String title() {
        return names.get(0);
    }

    /** All its names, the preferred first. */
    List<String> names() {
        return names;
    }

    /** The field that {@code --columns} means by a name: our own, or that without {@code _tokens}. */
    static Optional<Field> titled(String name) {
        String wanted = plain(name);
        return Arrays.stream(values())
                .filter(field -> wanted.equals(plain(field.title()))
                        || (field.title().endsWith(TOKENS)
                                && wanted.equals(plain(field.title().replace(TOKENS, "")))))
                .findFirst();
    }

    /** What {@code --columns} takes. */
    static List<String> titles() {
        return Arrays.stream(values()).map(Field::title).toList();
    }

    /** The known name that is nearest to one that is not known, if any is near. */
    static Optional<String> nearest(String unknown) {
        List<String> candidates = new ArrayList<>();
        for (Field field : values()) {
            candidates.addAll(field.names);
        }
        String first = unknown.toLowerCase(Locale.ROOT).split("[^a-z]", 2)[0];
        Optional<String> alike = first.length() < MIN_BEGINNING
                ? Optional.empty()
                : Nearest.of(
                        unknown,
                        candidates.stream()
                                .filter(name -> name.startsWith(first))
                                .toList());
        return alike.or(() -> Nearest.of(unknown, candidates)).or(() -> part(unknown, candidates));
    }

    /** A known name that is a part of it, between other words: {@code cost} of {@code our_cost_eur}. */
    private static Optional<String> part(String unknown, List<String> candidates) {
        String words = '_'
                + unknown.replaceAll("(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", "_").toLowerCase(Locale.ROOT)
                + '_';
        return candidates.stream()
                .filter(candidate -> words.contains('_' + candidate + '_'))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }

    /** A name without what people write in different ways. */
    static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_' && c != '-' && c != ' ') {
                plain.append(Character.toLowerCase(c));
            }
        }
        return plain.toString();
    }
}
