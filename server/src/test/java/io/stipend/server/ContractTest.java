package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The contract and the service have the same routes, with the same permissions; nobody gets by with less. */
final class ContractTest {

    /** A value for each placeholder; none of them is there, which is looked at only once it is known who asks. */
    private static final Map<String, String> PLACES =
            Map.of("id", "r-1", "step", "s-1", "account", "user:ana", "name", "gpus", "part", "swagger-ui.css");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theServiceHasTheRoutesOfTheContractAndNoOthers() {
        List<String> ofService = server.server().routes().stream()
                .map(route -> route.method() + " " + route.template() + " " + permission(route))
                .sorted()
                .toList();
        List<String> ofContract = Contract.INSTANCE.operations().stream()
                .map(operation -> operation.method() + " " + operation.template() + " "
                        + operation.permission().orElse("open"))
                .sorted()
                .toList();

        assertThat(ofService).isEqualTo(ofContract);
    }

    private static String permission(Route route) {
        return route.permission() == null ? "open" : route.permission().label();
    }

    @Test
    void theSchemasAreSchemas() {
        JsonNode meta = Contract.INSTANCE.document().at("/components/schemas");
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var schemaOfSchemas = registry.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        meta.forEachEntry((name, schema) -> assertThat(schemaOfSchemas.validate(schema.toString(), InputFormat.JSON))
                .as(name)
                .isEmpty());
    }

    @Test
    void theServiceShowsItsContract() {
        assertThat(server.nobody().get("/openapi.yaml").expect(200).body()).contains("openapi: 3.1.0");
        assertThat(server.nobody().get("/docs").expect(200).body()).contains("swagger-ui-bundle.js");
        assertThat(server.nobody().get("/docs/swagger-ui-bundle.js").expect(200).body())
                .contains("SwaggerUIBundle");
        assertThat(server.nobody().get("/docs/start.js").expect(200).body()).contains("openapi.yaml");
        server.nobody().get("/docs/index.html").expect(404, "NO_SUCH_PLACE");
    }

    @TestFactory
    List<DynamicTest> nobodyGetsByWithoutAKey() {
        return each(operation -> {
            server.nobody()
                    .send(operation.method(), path(operation), body(operation))
                    .expect(401, "UNAUTHENTICATED");
            server.with("stipend_0123")
                    .send(operation.method(), path(operation), body(operation))
                    .expect(401, "UNAUTHENTICATED");
        });
    }

    @TestFactory
    List<DynamicTest> nobodyGetsByWithOnePermissionTooFew() {
        return each(operation -> {
            Permission needed =
                    Permission.valueOf(operation.permission().orElseThrow().toUpperCase(Locale.ROOT));
            server.allBut(needed)
                    .send(operation.method(), path(operation), body(operation))
                    .expect(403, "NOT_PERMITTED");
        });
    }

    private static List<DynamicTest> each(Consumer<Contract.Operation> test) {
        return Contract.INSTANCE.operations().stream()
                .filter(operation -> operation.permission().isPresent())
                .map(operation -> DynamicTest.dynamicTest(
                        operation.method() + " " + operation.template(), () -> test.accept(operation)))
                .toList();
    }

    private static String path(Contract.Operation operation) {
        return Contract.filled(operation.template(), PLACES);
    }

    private static String body(Contract.Operation operation) {
        return operation.changes() ? "{}" : null;
    }

    /** What one tenant has, no key of another sees or changes: for it, it is not there. */
    @Test
    void aForeignKeySeesNothing() {
        Api ours = server.all();
        ours.post("/v1/reservations", "{\"id\":\"f-1\",\"user\":\"fay\",\"step\":\"f-step\"}")
                .expect(201);
        Api foreign = server.foreign();

        foreign.get("/v1/reservations/f-1").expect(404, "RESERVATION_NOT_FOUND");
        foreign.get("/v1/steps/f-step").expect(404, "RESERVATION_NOT_FOUND");
        for (String verb : List.of("usage", "settle", "release")) {
            foreign.post("/v1/reservations/f-1/" + verb, "{}").expect(404, "RESERVATION_NOT_FOUND");
            foreign.post("/v1/steps/f-step/" + verb, "{}").expect(404, "RESERVATION_NOT_FOUND");
        }
        foreign.post("/v1/reservations/f-1/extend", "{\"leaseMillis\":5000}").expect(404, "RESERVATION_NOT_FOUND");
        foreign.post("/v1/reservations/f-1/step", "{\"step\":\"x\"}").expect(404, "RESERVATION_NOT_FOUND");
        foreign.get("/v1/accounts/user:fay").expect(404, "ACCOUNT_NOT_FOUND");
        assertThat(foreign.get("/v1/accounts").expect(200).at("/accounts/0")).isEmpty();
        assertThat(foreign.get("/v1/reservations").expect(200).at("/reservations/0"))
                .isEmpty();
        assertThat(foreign.get("/v1/accounts/user:fay/history").expect(200).at("/changes/0"))
                .isEmpty();
        foreign.post("/v1/accounts/tenant:acme/freeze", "{\"reason\":\"theirs\"}")
                .expect(400, "INVALID_VALUE");
        foreign.post("/v1/accounts/user:fay/freeze", "{\"reason\":\"theirs\"}").expect(200);

        ours.post("/v1/reservations", "{\"user\":\"fay\"}").expect(201);
        assertThat(ours.get("/v1/accounts/user:fay").expect(200).at("/frozen")).isEmpty();
    }
}
