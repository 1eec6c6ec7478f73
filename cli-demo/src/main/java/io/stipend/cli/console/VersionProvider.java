package io.stipend.cli.console;

import picocli.CommandLine.IVersionProvider;

/** The version the command was packaged with. */
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String packaged = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"stipend " + (packaged == null ? "(not packaged)" : packaged), "java " + Runtime.version()
        };
    }
}
