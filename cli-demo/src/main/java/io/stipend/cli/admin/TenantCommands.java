package io.stipend.cli.admin;

import io.stipend.cli.console.Usage;
import io.stipend.core.model.AccountId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stipend tenant}: freezes a tenant as a whole. */
@Command(name = "tenant", description = "Freezes a tenant as a whole, and unfreezes it.")
public final class TenantCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend tenant freeze or unfreeze");
    }

    @Command(
            name = "freeze",
            description = {
                "Refuses from now on, on every node, whatever would hold something in the tenant, or more of it.",
                "",
                "What is held goes on: reports, settlements, releases, renewals of leases. stipend account show"
                        + " tenant:NAME says who froze it and why.",
                ""
            },
            exitCodeList = {"0:frozen", "1:nothing changed", "2:wrong usage"})
    int freeze(@Mixin AdminOptions admin, @Mixin ChangeOptions change) {
        return AccountChanges.freeze(admin, change, AccountId.ofTenant(admin.tenant()));
    }

    @Command(
            name = "unfreeze",
            description = {"Lets budget be reserved in the tenant again.", ""},
            exitCodeList = {"0:no longer frozen", "1:nothing changed", "2:wrong usage"})
    int unfreeze(@Mixin AdminOptions admin, @Mixin ChangeOptions change) {
        return AccountChanges.unfreeze(admin, change, AccountId.ofTenant(admin.tenant()));
    }
}
