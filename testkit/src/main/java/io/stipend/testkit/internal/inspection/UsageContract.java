package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageQuery.By;
import io.stipend.core.spi.UsageSum;
import io.stipend.core.spi.UsageSums;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What closed reservations were charged, summed by time, user, swarm and model. */
public abstract class UsageContract extends StoreContractPart {

    private static final long STEP = Duration.ofMinutes(1).toMillis();

    private JournalEntry.Closed close(
            String id, String user, @Nullable String swarm, @Nullable String model, long credits) {
        var builder = fixture()
                .reserve(id)
                .on(fixture().user(user), StoreFixture.limit(1_000))
                .credits(credits + 5);
        if (swarm != null) {
            builder.swarm(swarm);
        }
        if (model != null) {
            builder.attribute("note", "model").attribute("model", model);
        }
        builder.opened();
        return fixture().settled(fixture().id(id), credits);
    }

    private List<UsageSum> usage(By by, long fromMillis, long toMillis, @Nullable AccountId account, int limit) {
        return fixture()
                .harness()
                .adapter()
                .bookInspection()
                .usage(new UsageQuery(fixture().tenant(), fromMillis, toMillis, STEP, by, account, limit));
    }

    private static List<String> shown(List<UsageSum> sums, long beginMillis) {
        return sums.stream()
                .map(sum -> (sum.fromMillis() - beginMillis) / STEP + " " + sum.key() + " " + sum.reservations() + " "
                        + sum.charged().credits())
                .toList();
    }

    @Test
    @DisplayName("usage is summed by user, swarm and model, those of the most credits first")
    void usageIsSummed() {
        long begin = close("r1", "ana", "build", "opus", 30).atMillis();
        close("r2", "ben", "build", "haiku", 20);
        close("r3", "ana", null, "haiku", 15);
        long end = close("r4", "cleo", null, null, 1).atMillis() + 1;
        fixture().open("r5", fixture().user("dan"), 50);

        assertThat(shown(usage(By.ALL, begin, end, null, 10), begin)).containsExactly("0 null 4 66");
        assertThat(shown(usage(By.USER, begin, end, null, 10), begin))
                .containsExactly("0 ana 2 45", "0 ben 1 20", "0 cleo 1 1");
        assertThat(shown(usage(By.SWARM, begin, end, null, 10), begin)).containsExactly("0 build 2 50", "0 null 2 16");
        assertThat(shown(usage(By.MODEL, begin, end, null, 10), begin))
                .containsExactly("0 haiku 2 35", "0 opus 1 30", "0 null 1 1");
        assertThat(shown(usage(By.USER, begin, end, null, 2), begin)).containsExactly("0 ana 2 45", "0 ben 1 20");
        assertThat(shown(usage(By.MODEL, begin, end, fixture().user("ana"), 10), begin))
                .containsExactly("0 opus 1 30", "0 haiku 1 15");
    }

    @Test
    @DisplayName("usage is in the step in which its reservation was closed; the end of the time is not within it")
    void usageIsInSteps() {
        long begin = close("r1", "ana", null, null, 10).atMillis();
        fixture().advance(Duration.ofMillis(STEP));
        long second = close("r2", "ana", null, null, 20).atMillis();

        assertThat(shown(usage(By.USER, begin, second + 1, null, 10), begin))
                .containsExactly("0 ana 1 10", "1 ana 1 20");
        assertThat(shown(usage(By.USER, begin, second, null, 10), begin)).containsExactly("0 ana 1 10");
        assertThat(shown(usage(By.USER, begin + 1, second + 1, null, 10), begin + 1))
                .hasSize(1);
    }

    @Test
    @DisplayName("every resource is summed, also what was charged without a hold by expiry")
    void allResourcesAreSummed() {
        var opened = fixture()
                .reserve("r")
                .on(fixture().user("ana"), StoreFixture.limit(1_000))
                .credits(30)
                .hold(Resource.TOKENS, 500)
                .hold(Resource.API_CALLS, 2)
                .opened();
        fixture()
                .tracked(
                        fixture().id("r"),
                        "t",
                        ResourceUsage.builder()
                                .creditUnits(7)
                                .tokens(300)
                                .apiCalls(1)
                                .build());
        fixture().outlive(fixture().id("r"));
        fixture().expireAll();
        long end = Checks.present(fixture().find(fixture().id("r")).closing(), "closing")
                        .atMillis()
                + 1;
        long begin = Math.max(opened.atMillis(), end - 60 * STEP);

        List<UsageSum> sums = usage(By.ALL, begin, end, null, 1);

        assertThat(sums).hasSize(1);
        assertThat(sums.get(0).charged().credits()).isEqualTo(7);
        assertThat(sums.get(0).charged().tokens()).isEqualTo(300);
        assertThat(sums.get(0).charged().apiCalls()).isEqualTo(1);
    }

    @Test
    @DisplayName("another tenant's usage is not seen, and too much is not asked")
    void onlyOneTenant() {
        long begin = close("r1", "ana", null, null, 10).atMillis();

        assertThat(fixture()
                        .harness()
                        .adapter()
                        .bookInspection()
                        .usage(new UsageQuery(
                                "other-" + fixture().tenant(), begin, begin + STEP, STEP, By.ALL, null, 1)))
                .isEmpty();
        assertThatThrownBy(() -> usage(By.ALL, begin, begin, null, 1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> usage(By.ALL, begin, begin + 2_000 * STEP, null, 1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1000 steps");
        assertThatThrownBy(() -> usage(By.ALL, begin, begin + 1, null, 0)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    @DisplayName("usage is what a look at all books finds, by all keys and of every account")
    void usageIsThatOfTheBooks() {
        SampleBooks books = new SampleBooks(fixture());
        BookInspection inspection = fixture().harness().adapter().bookInspection();
        List<StoredReservation> closed = new ArrayList<>();
        inspection.read(fixture().tenant(), new BookReader() {
            @Override
            public void reservation(StoredReservation reservation) {
                if (!reservation.snapshot().isOpen()) {
                    closed.add(reservation);
                }
            }

            @Override
            public void damaged(Kind kind, String subject, String text) {
                throw new AssertionError(text);
            }
        });
        LongSummaryStatistics times =
                closed.stream().mapToLong(UsageContract::closedAt).summaryStatistics();
        assertThat(closed).hasSizeGreaterThan(5);

        for (By by : By.values()) {
            for (AccountId account : Arrays.asList(null, books.alice, books.team, books.carol, books.bob)) {
                for (long toMillis : List.of(times.getMax(), times.getMax() + 1)) {
                    UsageQuery query =
                            new UsageQuery(fixture().tenant(), times.getMin(), toMillis, 10 * STEP, by, account, 100);
                    UsageSums sums = new UsageSums(query);
                    closed.forEach(each -> sums.add(
                            each.snapshot().header(),
                            each.snapshot().attributes(),
                            closedAt(each),
                            Checks.present(each.snapshot().closing(), "closing").charged()));
                    assertThat(inspection.usage(query)).as(query.toString()).isEqualTo(sums.list());
                }
            }
        }
    }

    private static long closedAt(StoredReservation reservation) {
        return Checks.present(reservation.snapshot().closing(), "closing").atMillis();
    }
}
