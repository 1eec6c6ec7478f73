package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.PoolView;
import io.stipend.pools.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools whose members have fair shares, as the configuration says. */
final class PoolsTest {

    private static final String GPUS = """
            store: {type: memory}
            pools:
              definitions:
                gpus:
                  slots: 2
                  members:
                    alice: {weight: 4, minimum: {slots: 1}}
                    night-batch: {most: {slots: 1}}
            """;

    @TempDir
    private Path folder;

    @Test
    void eachKeyIsWhereItBelongs() {
        PoolConfig pool =
                new TestConfig(folder).load("""
                        store: {type: memory}
                        pools:
                          tick: 100ms
                          max-waiting: 5
                          workers: 2
                          definitions:
                            tokens:
                              tenants: acme, umbrella
                              member-kind: swarm
                              tokens: 1000000
                              period: day
                              others: {weight: 2, most: {tokens: 1000}}
                              members:
                                research: {weight: 10, minimum: {tokens: 5000}, most: {tokens: 90000}}
                        """).pools().config().pools().get(1);

        assertThat(pool.tenant()).isEqualTo("umbrella");
        assertThat(pool.memberKind()).isEqualTo(AccountId.Kind.SWARM);
        assertThat(pool.terms().limits()).isEqualTo(tokens(1_000_000));
        assertThat(pool.terms().period()).isEqualTo(LimitPeriod.daily(ZoneId.of("UTC")));
        assertThat(pool.entitlementOf("anybody")).isEqualTo(new Entitlement(2, ResourceVector.ZERO, tokens(1_000)));
        assertThat(pool.entitlementOf("research"))
                .isEqualTo(new Entitlement(10, ResourceVector.of(Resource.TOKENS, 5_000), tokens(90_000)));
    }

    private static Limits tokens(long amount) {
        return Limits.of(Map.of(Resource.TOKENS, amount));
    }

    @Test
    void reservesKeepToTheMembersMost() throws InterruptedException {
        try (Deployment deployment = Deployment.start(new TestConfig(folder).load(GPUS))) {
            assertThat(reserve(deployment, "night-batch").isApproved()).isTrue();

            assertThat(reserve(deployment, "night-batch")).isInstanceOf(PoolAnswer.WaitTimedOut.class);
            assertThat(reserve(deployment, "alice").isApproved()).isTrue();
            assertThat(deployment.pools().show("default", "gpus").orElseThrow().members())
                    .extracting(PoolView.Member::name, member -> member.inUse().slots())
                    .containsExactly(tuple("alice", 1L), tuple("night-batch", 1L));
        }
    }

    /** The pool's limit is the one of its definition, also where nothing has made its account yet. */
    @Test
    void aPreviewKnowsThePoolsLimit() {
        String few = "store: {type: memory}\npools: {definitions: {few: {tokens: 10}}}\n";
        try (Deployment deployment = Deployment.start(new TestConfig(folder).load(few))) {
            assertThat(deployment
                            .manager()
                            .previewReserve(request("alice", "few"), deployment.accounts())
                            .isApproved())
                    .isFalse();
        }
    }

    private static PoolAnswer reserve(Deployment deployment, String user) throws InterruptedException {
        return deployment.queue().reserveAndWait(request(user, "gpus"), Wait.upTo(Duration.ofMillis(1)));
    }

    private static BudgetRequest request(String user, String pool) {
        return BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder().maxCost("0.01").build())
                .user(user)
                .pools(pool)
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            members: {alice: {weight: 0}} | .members.alice.weight is '0'; give a whole number, 1 to 1000000
            members: {alice: {weihgt: 1}} | .members.alice.weihgt is no key; did you mean pools.definitions.gpus.members.alice.weight?
            member-kind: team | .member-kind is 'team'; give user or swarm
            members: {alice: {minimum: {slots: 3}}} | cannot be used: pool 'gpus' has 2 of SLOTS, but the minimums of all members together are 3; lower minimums or raise the limit
            others: {minimum: {slots: 3}} | cannot be used: pool 'gpus' has 2 of SLOTS, but the minimum of others is 3; lower minimums or raise the limit
            members: {alice: {minimum: {slots: 2}, most: {slots: 1}}} | .members.alice cannot be used: minimum of SLOTS is 2, above the most, 1; lower the first or raise the second
            tenants: 'a,,b' | .tenants is 'a,,b', which cannot be used: tenant is blank; give 1 to 128 bytes of text
            slots: 3 | .slots was given in line 5 already; leave one out
            """)
    void whatCannotBeIsRefusedWithItsKeyValueAndRemedy(String line, String problem) {
        String text = "store: {type: memory}\npools:\n  definitions:\n    gpus:\n      slots: 2\n      " + line + "\n";

        assertThat(new TestConfig(folder).problems(text))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void aPoolIsDefinedOnce() {
        String text = GPUS + "    gpus: {slots: 5}\n";

        assertThat(new TestConfig(folder).problems(text))
                .singleElement()
                .asString()
                .contains("pools.definitions.gpus was given in line 4 already");
    }

    @Test
    void aPoolThatLimitsNothingIsRefused() {
        assertThat(new TestConfig(folder)
                        .problems("store: {type: memory}\npools: {definitions: {gpus: {period: day}}}\n"))
                .singleElement()
                .asString()
                .contains("pools.definitions.gpus limits nothing", "give it slots");
    }

    /** Whoever reserves next keeps to what the file says now; what takes a start is refused as a whole. */
    @Test
    void entitlementsChangeWithTheFile() throws InterruptedException {
        TestConfig file = new TestConfig(folder);
        String text = GPUS.replace("pools:\n", "pools:\n  check-interval: 0s\n");
        try (Deployment deployment = Deployment.start(file.load(text))) {
            assertThat(reserve(deployment, "night-batch").isApproved()).isTrue();
            assertThat(reserve(deployment, "night-batch").isApproved()).isFalse();

            file.write(TestConfig.NAME, text.replace("most: {slots: 1}", "weight: 9, most: {slots: 2}"));
            assertThat(reserve(deployment, "night-batch").isApproved()).isTrue();
            assertThat(deployment
                            .pools()
                            .list()
                            .get(0)
                            .entitlementOf("night-batch")
                            .weight())
                    .isEqualTo(9);

            file.write(TestConfig.NAME, text.replace("gpus:", "cpus:"));
            assertThatThrownBy(deployment::reloadPools)
                    .hasMessageContaining("pool 'gpus' is gone; that takes a start of this process");
            file.write(TestConfig.NAME, text.replace("slots: 2", "slots: 2\n      member-kind: swarm"));
            assertThatThrownBy(deployment::reloadPools).hasMessageContaining("has another kind of members");
            assertThat(deployment.pools().list()).extracting(PoolConfig::name).containsExactly("gpus");
            file.write(TestConfig.NAME, text + "    more: {slots: 1}\n");
            assertThatThrownBy(deployment::reloadPools).hasMessageContaining("pool 'more' is new");
        }
    }
}
