package io.stipend.pools;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.StoreAdapter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Blocks of deployments; found by the service loader. */
public final class ConfiguredBlocks implements BlockPlugin {

    private static final Key<String> NODE = Key.optional(
            "node",
            ValueTypes.TEXT.expecting("a name of at most 64 bytes"),
            "The node's name, as commands show it; the name of its host unless given.");
    private static final Key<String> ACCOUNTS = Key.of(
            "accounts",
            ValueTypes.TEXT.expecting("patterns such as user:*, pool:gpus"),
            "*",
            "Which accounts are served from blocks: patterns of `kind:name` with commas between, where `*` stands for any"
                    + " characters.");
    private static final Key<Integer> FROM = Key.of(
            "from",
            wholeNumber(1, 1_000_000),
            BlockConfig.DEFAULT.reservesPerSecond(),
            "From how many reserves a second of its own on a path this node holds a block.");
    private static final Key<Duration> LEASE = Key.of(
            "lease",
            duration(Duration.ofSeconds(2), Duration.ofMinutes(10)),
            BlockConfig.DEFAULT.lease(),
            "How long the store keeps a block that is not renewed.");
    private static final Key<Duration> GUARD = Key.of(
            "guard",
            duration(Duration.ofMillis(1), Duration.ofMinutes(5)),
            BlockConfig.DEFAULT.guard(),
            "How long before the end of the lease this node stops; at most half of it. Clocks may differ by less.");
    private static final Key<Duration> REPORT_INTERVAL = Key.of(
            "report-interval",
            duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
            BlockConfig.DEFAULT.reportInterval(),
            "How often what was settled is reported; a crash loses as much. At most a third of the lease.");
    private static final Key<Credits> MAX_UNREPORTED = Key.of(
            "max-unreported",
            ValueTypes.TEXT.expecting("credits such as 12.50").map(Credits::of, Credits::toString),
            BlockConfig.DEFAULT.maxUnreported(),
            "Credits after which a report is not put off.");
    private static final Key<RecordConfig.Mode> RECORD = Key.of(
            "record",
            ValueTypes.oneOf(RecordConfig.Mode.class),
            RecordConfig.NONE.mode(),
            "Whether what is settled is recorded before it is answered: in a file, which outlives a crash of the process; with `fsync`, on the"
                    + " disk, which outlives the machine. Needs `pools.blocks.node`.");
    private static final Key<Path> RECORD_FOLDER = Key.of(
            "record-folder",
            ValueTypes.FILE.expecting("the path of a folder"),
            RecordConfig.NONE.folder(),
            "Where it is: a folder of this node alone.");
    private static final Key<Integer> WORKERS = Key.of(
            "workers",
            wholeNumber(1, 1_000),
            BlockConfig.DEFAULT.workers(),
            "How many threads talk to the store for blocks at most.");

    @Override
    public List<Key<?>> keys() {
        return List.of(
                NODE, ACCOUNTS, FROM, LEASE, GUARD, REPORT_INTERVAL, MAX_UNREPORTED, RECORD, RECORD_FOLDER, WORKERS);
    }

    @Override
    public void check(Values values) {
        BlockConfig unused = configOf(values);
        if (values.get(RECORD) != RecordConfig.Mode.NONE && values.find(NODE).isEmpty()) {
            throw new InvalidRequestException(
                    "record is " + values.get(RECORD).name().toLowerCase(Locale.ROOT)
                            + " and node is not set; give this node a name that it keeps when its host has another");
        }
    }

    @Override
    public StoreAdapter open(StoreAdapter shared, StoreAdapter local, Values values, Meters meters) {
        BlockConfig config = configOf(values);
        return Blocks.open(shared, local, config, new BlockFigures(meters), new ThreadedPoolTimer(config.workers()))
                .store();
    }

    /**
     * What values of its keys say.
     *
     * @throws InvalidRequestException when they contradict each other
     */
    public static BlockConfig configOf(Values values) {
        return BlockConfig.DEFAULT
                .withNode(values.find(NODE).orElseGet(ConfiguredBlocks::hostName))
                .withAccounts(Stream.of(values.get(ACCOUNTS).split(",", -1))
                        .map(String::strip)
                        .filter(pattern -> !pattern.isEmpty())
                        .toList())
                .withReservesPerSecond(values.get(FROM))
                .withTimes(values.get(LEASE), values.get(GUARD), values.get(REPORT_INTERVAL))
                .withMaxUnreported(values.get(MAX_UNREPORTED))
                .withRecord(new RecordConfig(values.get(RECORD), values.get(RECORD_FOLDER)))
                .withWorkers(values.get(WORKERS));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host that does not know its own name can do without.
            return BlockConfig.DEFAULT.node();
        }
    }
}
