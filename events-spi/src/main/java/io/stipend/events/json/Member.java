package io.stipend.events.json;

import java.nio.charset.StandardCharsets;

/** The members of an event's JSON: those of CloudEvents that are not constants, then those of our data. */
enum Member {
    TIME("time"),
    TRACE_PARENT(EventWriter.TRACE_PARENT),
    DATA("data"),
    TENANT("tenant"),
    SEQUENCE("sequence"),
    RESERVATION_ID("reservationId"),
    ACCOUNTS("accounts"),
    RESERVED_DELTA_UNITS("reservedDeltaUnits"),
    SPENT_DELTA_UNITS("spentDeltaUnits"),
    USER_ID("userId"),
    SWARM_ID("swarmId"),
    PARENT_ID("parentId"),
    STEP_ID("stepId"),
    CREDIT_UNITS("creditUnits"),
    TIME_LIMIT_MILLIS("timeLimitMillis"),
    EXPIRES_AT_MILLIS("expiresAtMillis"),
    ATTRIBUTES("attributes"),
    USED_UNITS("usedUnits"),
    USAGE_RATIO("usageRatio"),
    RESOURCE("resource"),
    USED("used"),
    RESERVED("reserved"),
    ADDED_UNITS("addedUnits"),
    RETURNED_UNITS("returnedUnits"),
    CHILD_ID("childId"),
    GIVEN_UNITS("givenUnits"),
    DURATION_MILLIS("durationMillis"),
    COST_UNITS("costUnits"),
    EFFICIENCY("efficiency"),
    WARNINGS("warnings"),
    LATE("late"),
    ACCOUNT("account"),
    CHANGE("change"),
    LIMIT("limit"),
    ALLOWANCE_DELTA("allowanceDelta"),
    SPENT_DELTA("spentDelta"),
    REASON("reason"),
    RUNS_OUT("runsOut"),
    AVAILABLE_UNITS("availableUnits"),
    EXPECTED_AT_MILLIS("expectedAtMillis"),
    EARLIEST_AT_MILLIS("earliestAtMillis"),
    LATEST_AT_MILLIS("latestAtMillis"),
    STATED_COVERAGE("statedCoverage"),
    MEASURED_COVERAGE("measuredCoverage"),
    CHECKS("checks"),
    PERIOD_ENDS_AT_MILLIS("periodEndsAtMillis"),
    SHADOW("shadow"),
    CODE("code"),
    NEEDED("needed"),
    AVAILABLE("available"),
    STARVED("starved"),
    IN_USE("inUse"),
    MINIMUM("minimum"),
    WANTED("wanted"),
    SINCE_MILLIS("sinceMillis"),
    MODEL("model"),
    STATED("stated"),
    MEASURED("measured"),
    STEPS("steps"),
    ABOVE("above"),
    MODEL_STEPS("modelSteps"),
    OUTPUT_USED("outputUsed"),
    OUTPUT_HELD("outputHeld"),
    EXTENSIONS("extensions"),
    REFUSED_EXTENSIONS("refusedExtensions");

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final byte[] json;

    Member(String name) {
        this.json = (",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** The name in JSON, with a comma before it and a colon after it. Callers must not change the array. */
    byte[] json() {
        return json;
    }
}
