package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.StipendConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiers and limits, tried on what was spent, over HTTP. */
final class WhatIfTest {

    private static final String TIERS = """
            store:
              type: memory
            tiers:
              default: free
              definitions:
                free:
                  credits: 2
                  period: day
                pro:
                  credits: 100
                  period: month
                  windows:
                    burst:
                      credits: 3
                      period: hour
              tenants:
                acme:
                  ana: pro
            """;

    private static void spend(Api api, String user, String credits) {
        String id = user + "-" + credits;
        DashboardScene.reserve(api, id, user, credits);
        api.post("/v1/reservations/" + id + "/settle", "{\"used\":{\"credits\":\"" + credits + "\"}}")
                .expect(200);
    }

    @Test
    void limitsAndTiersAreTriedOnWhatWasSpent(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("stipend.yaml"), TIERS);
        StipendConfig config = StipendConfig.load(file, Map.of());
        try (TestServer server = TestServer.start(config.store(), plain -> config.withServer(plain.server()))) {
            Api api = server.all();
            spend(api, "ana", "2.5");
            spend(api, "ben", "1.5");

            Api.Reply limit = api.get("/v1/what-if?limits=1/day,2/hour").expect(200);
            assertThat(limit.at("/spent")).isEqualTo("4.00000000");
            assertThat(limit.at("/wouldSpend")).isEqualTo("2.00000000");
            assertThat(limit.at("/stopped")).isEqualTo("2");
            assertThat(limit.at("/outcomes/0/user")).isEqualTo("ana");
            assertThat(limit.at("/limits/1/period")).isEqualTo("hour in UTC");
            assertThat(limit.json().get("tiers")).hasSize(2);

            Api.Reply free = api.get("/v1/what-if?tier=free").expect(200);
            assertThat(free.at("/outcomes/0/user")).isEqualTo("ana");
            assertThat(free.at("/outcomes/0/wouldSpend")).isEqualTo("2.00000000");
            assertThat(free.json().get("outcomes")).hasSize(1);
            assertThat(api.get("/v1/what-if?tier=free&users=free").expect(200).at("/stopped"))
                    .isEqualTo("0");
            assertThat(api.get("/v1/what-if?tier=pro").expect(200).at("/stopped"))
                    .isEqualTo("0");

            api.get("/v1/what-if").expect(400, "INVALID_VALUE");
            api.get("/v1/what-if?tier=pro&limits=1/day").expect(400, "INVALID_VALUE");
            assertThat(api.get("/v1/what-if?tier=gold")
                            .expect(400, "INVALID_VALUE")
                            .body())
                    .contains("[free, pro]");
            for (String wrong :
                    new String[] {"1", "1/year", "x/day", "1/day,", "1/day,1/day,1/day,1/day,1/day,1/day"}) {
                api.get("/v1/what-if?limits=" + wrong).expect(400, "INVALID_VALUE");
            }
        }
    }
}
