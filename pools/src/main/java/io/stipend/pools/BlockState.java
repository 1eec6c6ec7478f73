package io.stipend.pools;

import io.stipend.core.spi.AccountPath;

/**
 * What a node knows of its block on one path, and how it asks the store about it. For the thread that has the steering lock of the {@link
 * PathBlock}, but for what each part allows others.
 */
record BlockState(
        AccountPath path,
        PathTerms terms,
        BlockLedger ledger,
        BlockFence fence,
        BlockPolicy policy,
        StoreCall calls,
        BlockCommands commands) {}
