package io.stipend.cli.admin;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.Wait;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands that show pools and take blocks back, on real servers that two deployments use. */
final class PoolCommandsTest {

    @TempDir
    private Path folder;

    private final String tenant = "t-" + UUID.randomUUID();

    private String configuration(String store) throws Exception {
        String where = store.equals("postgres")
                ? "{type: postgres, url: '" + PostgresReplayTest.urlWithSchema() + "'}"
                : "{type: redis, url: '" + RedisServer.shared().url() + "', redis: {shards: 4, prefix: '"
                        + RedisServer.shared().uniquePrefix() + "'}}";
        return write("""
                store: %s
                pools:
                  definitions:
                    gpus:
                      tenants: %s
                      slots: 3
                      members:
                        alice: {weight: 4, minimum: {slots: 1}}
                        bob: {most: {slots: 2}}
                    ram: {tenants: %s, memory: 1073741824}
                """.formatted(where, tenant, tenant));
    }

    private String write(String text) throws IOException {
        return Files.writeString(folder.resolve("stipend.yaml"), text).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void showsWhatAllNodesUseAndWaitFor(String store) throws Exception {
        String config = configuration(store);
        try (Deployment one = start(config);
                Deployment other = start(config)) {
            assertThat(reserve(one, "bob").join().isApproved()).isTrue();
            assertThat(reserve(other, "bob").join().isApproved()).isTrue();
            assertThat(reserve(one, "carol").join().isApproved()).isTrue();
            List<CompletableFuture<PoolAnswer>> waiting = List.of(reserve(other, "carol"), reserve(one, "dave"));

            // On a busy machine a ticket may be renewed too late, and is there again a moment later.
            CommandRun pools = untilShown("(?m) 2 +4 +2$", "pools", "--tenant", tenant, "--config", config);
            assertThat(pools.status()).as(pools.err()).isZero();
            assertThat(pools.out().lines().toList().get(1).split(" {2,}"))
                    .containsExactly("gpus", "SLOTS", "3", "3", "100.0 %", "2", "4", "2");
            assertThat(pools.out()).contains("ram   MEMORY");

            CommandRun shown = untilShown(
                    "4 users, for 2 of which something waits",
                    "pool",
                    "show",
                    "gpus",
                    "--tenant",
                    tenant,
                    "--config",
                    config);
            assertThat(shown.out().lines().filter(line -> line.startsWith("carol")))
                    .singleElement()
                    .satisfies(line -> assertThat(line.split(" {2,}")).startsWith("carol", "1", "1", "33.3 %", "1"));
            JsonNode json = CommandRun.of(
                            "pool", "show", "gpus", "--json", "--limit", "1", "--tenant", tenant, "--config", config)
                    .json();
            assertThat(json.at("/memberCount").asInt()).isEqualTo(4);
            assertThat(json.at("/members")).hasSize(1);
            assertThat(json.at("/members/0/waiting/SLOTS").asInt()).isEqualTo(1);
            waiting.forEach(each -> each.cancel(false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void takesABlockBack(String store) throws Exception {
        String config = configuration(store);
        try (Deployment node = start(config)) {
            ReservationId block = block(node, "ram", "eu-7");

            String shown = CommandRun.of("pool", "show", "ram", "--tenant", tenant, "--config", config)
                    .out();
            assertThat(shown).contains("eu-7", "12.00000000 credits", block.value());
            CommandRun unasked = CommandRun.of(
                    "block", "reclaim", block.value(), "--reason", "r", "--tenant", tenant, "--config", config);
            assertThat(unasked.status()).isEqualTo(2);
            CommandRun reclaimed = CommandRun.of(
                    "block",
                    "reclaim",
                    block.value(),
                    "--reason",
                    "node is gone",
                    "--by",
                    "ops",
                    "--yes",
                    "--tenant",
                    tenant,
                    "--config",
                    config);
            assertThat(reclaimed.status()).as(reclaimed.err()).isZero();
            assertThat(reclaimed.out()).contains("RELEASED", "returned 12.00000000 credits");
            assertThat(CommandRun.of("reservation", "show", block.value(), "--tenant", tenant, "--config", config)
                            .out())
                    .contains("by operation reclaim by ops: node is gone");
            CommandRun again = CommandRun.of(
                    "block",
                    "reclaim",
                    block.value(),
                    "--reason",
                    "r",
                    "--yes",
                    "--tenant",
                    tenant,
                    "--config",
                    config);
            assertThat(again.status()).isEqualTo(1);
            assertThat(again.err()).contains("has no open block");
        }
    }

    /** A pool, a member and a node with the longest names, and the largest amounts. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void whatIsShownFitsTheScreen(int columns) throws Exception {
        String pool = "p".repeat(32);
        String member = "m".repeat(80);
        String config = write(
                """
                store: {type: redis, url: '%s', redis: {prefix: '%s'}}
                pools:
                  definitions:
                    %s: {tenants: %s, slots: 9007199254740991, credits: 90071992.54740991}
                """.formatted(RedisServer.shared().url(), RedisServer.shared().uniquePrefix(), pool, tenant));
        System.setProperty("stipend.columns", Integer.toString(columns));
        try (Deployment node = start(config)) {
            assertThat(node.queue()
                            .reserve(request(member, pool), Wait.NOT)
                            .toCompletableFuture()
                            .join()
                            .isApproved())
                    .isTrue();
            ReservationId block = block(node, pool, "n".repeat(64));
            for (String[] command : List.of(new String[] {"pools"}, new String[] {"pool", "show", pool})) {
                List<String> args = new ArrayList<>(List.of(command));
                args.addAll(List.of("--tenant", tenant, "--config", config));
                CommandRun run = CommandRun.of(args.toArray(String[]::new));
                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.out().lines())
                        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
                assertThat(run.out()).contains("SLOTS", "90071992.54740991");
                if (command.length > 1) {
                    assertThat(run.out()).contains("mmmmmm", "12.00000000 credits");
                    assertThat(run.out().replace("\n", "")).contains(block.value());
                }
            }
        } finally {
            System.clearProperty("stipend.columns");
        }
    }

    @Test
    void badInputIsNamedWithItsRemedy() throws Exception {
        String config = configuration("redis");
        assertThat(CommandRun.of("pool", "show", "cpus", "--tenant", tenant, "--config", config)
                        .err())
                .contains("defines no pool cpus of tenant " + tenant + "; there are gpus, ram");
        assertThat(CommandRun.of("pools", "--tenant", "acme", "--config", config)
                        .out())
                .contains("defines no pool of tenant acme; name the file that does");
        CommandRun noBlock =
                CommandRun.of("block", "reclaim", "r-1", "--reason", "r", "--tenant", tenant, "--config", config);
        assertThat(noBlock.status()).isEqualTo(2);
        assertThat(noBlock.err()).contains("'r-1' is no block", "stipend release --tree ID");
        assertThat(CommandRun.of("pool").err()).contains("say stipend pool show NAME");
        assertThat(CommandRun.of("block").err()).contains("say stipend block reclaim ID");
    }

    private static CommandRun untilShown(String regex, String... command) {
        return await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> CommandRun.of(command),
                        run -> Pattern.compile(regex).matcher(run.out()).find());
    }

    /** A block of 12 credits. */
    private ReservationId block(Deployment node, String pool, String holder) {
        ReservationId block = SharedPools.newBlock(tenant, holder);
        var unused = node.pools()
                .store()
                .creditStore()
                .reserve(new ReserveCommand(
                        block,
                        AccountPath.of(List.of(new AccountId(tenant, AccountId.Kind.POOL, pool))),
                        List.of(AccountTerms.UNLIMITED),
                        ResourceVector.of(Resource.CREDITS, Credits.of(12).units()),
                        60_000,
                        null,
                        null,
                        Map.of()));
        return block;
    }

    private static Deployment start(String config) {
        return Deployment.start(StipendConfig.load(Path.of(config), Map.of()));
    }

    private CompletableFuture<PoolAnswer> reserve(Deployment deployment, String user) {
        return deployment
                .queue()
                .reserve(request(user, "gpus"), Wait.upTo(Duration.ofMinutes(1)))
                .toCompletableFuture();
    }

    private BudgetRequest request(String user, String pool) {
        return BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder().maxCost("0.01").build())
                .tenant(tenant)
                .user(user)
                .pools(pool)
                .build();
    }
}
