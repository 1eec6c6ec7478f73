package io.stipend.cli.trace;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The formats that are recognised, each as its maker documents it; docs/traces.md names the sources. The first that fits counts. */
final class LogFormats {

    private static final String OPENAI = "openai";
    private static final String ANTHROPIC = "anthropic";

    /** Operations of OpenTelemetry's GenAI conventions that call a model themselves, and no agent, tool or workflow around one. */
    private static final String[] CALLS = {"chat", "generate_content", "text_completion", "embeddings"};

    private static final List<LogFormat> ALL = List.of(
            LogFormat.named("the Mooncake trace", "timestamp", "input_length", "output_length")
                    .with(Field.TIMESTAMP, "timestamp")
                    .with(Field.SESSION, "session_id")
                    .with(Field.INPUT, "input_length")
                    .with(Field.OUTPUT, "output_length")
                    .timesIn(TimeUnit.MILLISECONDS)
                    .build(),
            LogFormat.named("the Azure LLM inference trace", "TIMESTAMP", "ContextTokens", "GeneratedTokens")
                    .with(Field.TIMESTAMP, "TIMESTAMP")
                    .with(Field.INPUT, "ContextTokens")
                    .with(Field.OUTPUT, "GeneratedTokens")
                    .build(),
            LogFormat.named("the BurstGPT trace", "Timestamp", "Model", "Request tokens", "Response tokens")
                    .with(Field.TIMESTAMP, "Timestamp")
                    .with(Field.SESSION, "Session ID")
                    .with(Field.DURATION_SECONDS, "Elapsed time")
                    .with(Field.MODEL, "Model")
                    .with(Field.INPUT, "Request tokens")
                    .with(Field.OUTPUT, "Response tokens")
                    .timesIn(TimeUnit.SECONDS)
                    .failingWithoutAnswer()
                    .build(),
            LogFormat.named(
                            "LiteLLM's spend logs",
                            "request_id",
                            "spend",
                            "startTime",
                            "prompt_tokens",
                            "completion_tokens")
                    .with(Field.REQUEST_ID, "request_id")
                    .with(Field.TIMESTAMP, "startTime")
                    .with(Field.END, "endTime")
                    .with(Field.USER, "user", "end_user", "team_id", "api_key")
                    .with(Field.SESSION, "session_id")
                    .with(Field.MODEL, "model")
                    .with(Field.PROVIDER, "custom_llm_provider")
                    .with(Field.INPUT, "prompt_tokens")
                    .with(Field.CACHED, "metadata.usage_object.prompt_tokens_details.cached_tokens")
                    .with(Field.CACHE_WRITE, "metadata.usage_object.prompt_tokens_details.cache_creation_tokens")
                    .with(Field.OUTPUT, "completion_tokens")
                    .with(Field.REASONING, "metadata.usage_object.completion_tokens_details.reasoning_tokens")
                    .with(Field.COST, "spend")
                    .with(Field.STATUS, "status", "metadata.status")
                    .build(),
            LogFormat.named("an OpenAI cost export", "start_time", "amount_value", "line_item")
                    .with(Field.TIMESTAMP, "start_time")
                    .with(Field.END, "end_time")
                    .with(Field.USER, "project_name", "project_id", "organization_name", "organization_id")
                    .with(Field.MODEL, "line_item")
                    .with(Field.COST, "amount_value")
                    .timesIn(TimeUnit.SECONDS)
                    .modelsOf(OPENAI)
                    .summed()
                    .build(),
            LogFormat.named("OpenAI's costs, from its API", "start_time", "amount.value")
                    .with(Field.TIMESTAMP, "start_time")
                    .with(Field.END, "end_time")
                    .with(Field.USER, "project_id", "organization_id")
                    .with(Field.MODEL, "line_item")
                    .with(Field.COST, "amount.value")
                    .timesIn(TimeUnit.SECONDS)
                    .modelsOf(OPENAI)
                    .summed()
                    .build(),
            LogFormat.named(
                            "an OpenAI usage export",
                            "start_time",
                            "num_model_requests",
                            "input_tokens",
                            "output_tokens")
                    .with(Field.TIMESTAMP, "start_time")
                    .with(Field.END, "end_time")
                    .with(Field.USER, "user_id", "project_id", "api_key_id")
                    .with(Field.MODEL, "model")
                    .with(Field.REQUESTS, "num_model_requests")
                    .with(Field.INPUT, "input_tokens")
                    .with(Field.CACHED, "input_cached_tokens")
                    .with(Field.CACHE_WRITE, "input_cache_write_tokens")
                    .with(Field.OUTPUT, "output_tokens")
                    .with(Field.BATCH, "batch")
                    .timesIn(TimeUnit.SECONDS)
                    .modelsOf(OPENAI)
                    .summed()
                    .build(),
            LogFormat.named("an Anthropic cost export", "usage_date_utc", "cost_usd")
                    .with(Field.TIMESTAMP, "usage_date_utc")
                    .with(Field.USER, "api_key", "workspace")
                    .with(Field.MODEL, "model", "cost_type")
                    .with(Field.COST, "cost_usd")
                    .modelsOf(ANTHROPIC)
                    .summed()
                    .build(),
            LogFormat.named("an Anthropic usage export", "usage_date_utc", "usage_output_tokens")
                    .with(Field.TIMESTAMP, "usage_date_utc")
                    .with(Field.USER, "api_key", "workspace")
                    .with(Field.MODEL, "model_version")
                    .with(Field.UNCACHED, "usage_input_tokens_no_cache")
                    .with(Field.CACHED, "usage_input_tokens_cache_read")
                    .with(Field.CACHE_WRITE, "usage_input_tokens_cache_write_5m")
                    .with(Field.CACHE_WRITE_LONG, "usage_input_tokens_cache_write_1h")
                    .with(Field.OUTPUT, "usage_output_tokens")
                    .with(Field.BATCH, "usage_type")
                    .modelsOf(ANTHROPIC)
                    .summed()
                    .build(),
            LogFormat.named("Anthropic's cost report, from its API", "starting_at", "amount", "currency")
                    .with(Field.TIMESTAMP, "starting_at")
                    .with(Field.END, "ending_at")
                    .with(Field.USER, "workspace_id")
                    .with(Field.MODEL, "model", "cost_type")
                    .with(Field.COST, "amount")
                    .modelsOf(ANTHROPIC)
                    .summed()
                    .inCents()
                    .build(),
            LogFormat.named(
                            "Anthropic's usage report, from its API",
                            "starting_at",
                            "uncached_input_tokens",
                            "output_tokens")
                    .with(Field.TIMESTAMP, "starting_at")
                    .with(Field.END, "ending_at")
                    .with(Field.USER, "account_id", "api_key_id", "workspace_id")
                    .with(Field.MODEL, "model")
                    .with(Field.UNCACHED, "uncached_input_tokens")
                    .with(Field.CACHED, "cache_read_input_tokens")
                    .with(
                            Field.CACHE_WRITE,
                            "cache_creation.ephemeral_5m_input_tokens",
                            "cache_creation_5m_input_tokens")
                    .with(
                            Field.CACHE_WRITE_LONG,
                            "cache_creation.ephemeral_1h_input_tokens",
                            "cache_creation_1h_input_tokens")
                    .with(Field.OUTPUT, "output_tokens")
                    .with(Field.BATCH, "service_tier")
                    .modelsOf(ANTHROPIC)
                    .summed()
                    .build(),
            langfuse("Langfuse's export", "start_time", "end_time", "trace_id", "usage_details")
                    .with(Field.MODEL, "provided_model_name", "model")
                    .with(Field.COST, "total_cost", "cost_details.total")
                    .build(),
            langfuse("Langfuse's export", "startTime", "endTime", "traceId", "usageDetails")
                    .with(Field.MODEL, "model", "providedModelName")
                    .with(Field.COST, "totalCost", "calculatedTotalCost", "costDetails.total")
                    .build(),
            LogFormat.named("LangSmith's runs", "run_type", "start_time", "prompt_tokens", "completion_tokens")
                    .with(Field.REQUEST_ID, "id", "run_id")
                    .with(Field.KIND, "run_type")
                    .with(Field.TIMESTAMP, "start_time")
                    .with(Field.END, "end_time")
                    .with(Field.USER, "extra.metadata.user_id", "metadata.user_id")
                    .with(
                            Field.SESSION,
                            "thread_id",
                            "extra.metadata.thread_id",
                            "extra.metadata.session_id",
                            "trace_id")
                    .with(Field.MODEL, "extra.metadata.ls_model_name", "metadata.ls_model_name", "model")
                    .with(Field.PROVIDER, "extra.metadata.ls_provider", "metadata.ls_provider")
                    .with(Field.INPUT, "prompt_tokens")
                    .with(Field.CACHED, "prompt_token_details.cache_read")
                    .with(Field.CACHE_WRITE, "prompt_token_details.cache_creation")
                    .with(Field.OUTPUT, "completion_tokens")
                    .with(Field.REASONING, "completion_token_details.reasoning")
                    .with(Field.COST, "total_cost")
                    .with(Field.STATUS, "status")
                    .with(Field.ERROR, "error")
                    .callsAre("llm", "embedding")
                    .build(),
            LogFormat.named(
                            "Helicone's requests",
                            "request_created_at",
                            "response_status",
                            "prompt_tokens",
                            "completion_tokens")
                    .with(Field.REQUEST_ID, "request_id")
                    .with(Field.TIMESTAMP, "request_created_at")
                    .with(Field.USER, "request_user_id")
                    .with(Field.SESSION, "request_properties.Helicone-Session-Id", "properties.Helicone-Session-Id")
                    .with(Field.MODEL, "response_model", "request_model", "model")
                    .with(Field.PROVIDER, "provider")
                    .with(Field.UNCACHED, "prompt_tokens")
                    .with(Field.CACHED, "prompt_cache_read_tokens")
                    .with(Field.CACHE_WRITE, "prompt_cache_write_tokens")
                    .with(Field.OUTPUT, "completion_tokens")
                    .with(Field.REASONING, "reasoning_tokens")
                    .with(Field.COST, "costUSD", "cost_usd", "cost")
                    .with(Field.DURATION, "delay_ms")
                    .with(Field.STATUS, "response_status")
                    .build(),
            spans("OpenTelemetry spans, as OTLP in JSON", "startTimeUnixNano", "startTimeUnixNano")
                    .with(Field.END, "endTimeUnixNano")
                    .with(Field.STATUS, "status.code")
                    .timesIn(TimeUnit.NANOSECONDS)
                    .build(),
            spans("OpenTelemetry spans, as JSON", "start_time", "start_time", "attributes")
                    .with(Field.END, "end_time")
                    .with(Field.STATUS, "status.status_code")
                    .build(),
            spans("OpenTelemetry spans, as JSON", "timestamp", "timestamp", "attributes")
                    .build());

    private LogFormats() {}

    /** The format of a log with these columns, in their plain form; the general one if it is none that is known. */
    static LogFormat of(Set<String> plainNames) {
        return ALL.stream()
                .filter(format -> format.fits(plainNames))
                .findFirst()
                .orElseGet(LogFormat::general);
    }

    /** Langfuse counts cached and reasoning tokens beside the others, each under the name that its provider gives it. */
    private static LogFormat.Builder langfuse(String title, String start, String end, String trace, String usage) {
        return LogFormat.named(title, start, trace, "type", usage)
                .with(Field.REQUEST_ID, "id")
                .with(Field.KIND, "type")
                .with(Field.TIMESTAMP, start)
                .with(Field.END, end)
                .with(Field.USER, "user_id", "userId")
                .with(Field.SESSION, "session_id", "sessionId", trace)
                .with(Field.UNCACHED, usage + ".input", "inputUsage", "promptTokens")
                .with(
                        Field.CACHED,
                        usage + ".input_cached_tokens",
                        usage + ".cache_read_input_tokens",
                        usage + ".input_cache_read")
                .with(
                        Field.CACHE_WRITE,
                        usage + ".cache_creation_input_tokens",
                        usage + ".input_cache_creation",
                        usage + ".input_cache_write")
                .with(Field.ANSWER, usage + ".output", "outputUsage", "completionTokens")
                .with(Field.REASONING, usage + ".output_reasoning_tokens", usage + ".output_reasoning")
                .with(Field.STATUS, "level")
                .callsAre("generation", "embedding");
    }

    private static LogFormat.Builder spans(String title, String start, String... marks) {
        return LogFormat.named(title, marks)
                .with(Field.TIMESTAMP, start)
                .with(Field.KIND, "attributes.gen_ai.operation.name")
                .with(Field.REQUEST_ID, "spanId", "context.span_id", "span_id")
                .with(Field.USER, "attributes.user.id", "attributes.enduser.id")
                .with(
                        Field.SESSION,
                        "attributes.gen_ai.conversation.id",
                        "attributes.session.id",
                        "traceId",
                        "context.trace_id",
                        "trace_id")
                .with(Field.MODEL, "attributes.gen_ai.response.model", "attributes.gen_ai.request.model")
                .with(Field.PROVIDER, "attributes.gen_ai.provider.name", "attributes.gen_ai.system")
                .with(Field.INPUT, "attributes.gen_ai.usage.input_tokens", "attributes.gen_ai.usage.prompt_tokens")
                .with(
                        Field.CACHED,
                        "attributes.gen_ai.usage.cache_read.input_tokens",
                        "attributes.gen_ai.usage.cache_read_input_tokens",
                        "attributes.gen_ai.usage.input_tokens.cached")
                .with(
                        Field.CACHE_WRITE,
                        "attributes.gen_ai.usage.cache_creation.input_tokens",
                        "attributes.gen_ai.usage.cache_creation_input_tokens",
                        "attributes.gen_ai.usage.input_tokens.cache_write")
                .with(
                        Field.OUTPUT,
                        "attributes.gen_ai.usage.output_tokens",
                        "attributes.gen_ai.usage.completion_tokens")
                .with(
                        Field.REASONING,
                        "attributes.gen_ai.usage.reasoning.output_tokens",
                        "attributes.gen_ai.usage.output_tokens.reasoning")
                .with(Field.COST, "attributes.gen_ai.usage.cost")
                .with(Field.ERROR, "attributes.error.type")
                .callsAre(CALLS);
    }
}
