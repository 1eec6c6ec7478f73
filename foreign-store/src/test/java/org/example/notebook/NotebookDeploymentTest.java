package org.example.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.cli.StipendCommand;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.deploy.ConfigCheck;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is not ours is deployed like ours. */
final class NotebookDeploymentTest {

    @TempDir
    private Path folder;

    private StipendConfig load(String yaml) throws IOException {
        return StipendConfig.load(Files.writeString(folder.resolve("stipend.yaml"), yaml), Map.of());
    }

    @Test
    void itIsPickedByItsName() throws IOException {
        StipendConfig config = load("""
                store:
                  type: notebook
                  notebook:
                    title: Mine
                    pages: 200
                """);

        assertThat(config.store()).isEqualTo(new NotebookConfig("Mine", 200));
        try (Deployment deployment = Deployment.start(config)) {
            assertThat(deployment
                            .manager()
                            .reserveBudget(
                                    AvailableResources.credits("10"),
                                    ExecutionConstraints.builder().maxCost("1").build(),
                                    "alice",
                                    null))
                    .isInstanceOf(ReserveResult.Approved.class);
        }
    }

    @Test
    void itsKeysAreCheckedLikeOurs() {
        assertThatThrownBy(() -> load("""
                        store:
                          type: notebook
                          notebook:
                            titel: Mine
                            pages: 0
                        """))
                .hasMessageContaining(
                        "store.notebook.title is missing, which store.type 'notebook' needs; give text, or set"
                                + " STIPEND_STORE_NOTEBOOK_TITLE")
                .hasMessageContaining(":4: store.notebook.titel is no key; did you mean store.notebook.title?")
                .hasMessageContaining(":5: store.notebook.pages is '0'; give a whole number, 1 to 1000000");
        assertThatThrownBy(() -> load("""
                        store:
                          type: memory
                          notebook:
                            pages: 7
                        """))
                .hasMessageContaining(
                        ":4: store.notebook.pages is '7', below store.notebook.open-pages, 100 by default; open"
                                + " fewer, or take a thicker notebook");
        assertThat(ConfigCheck.keys()).extracting(ConfigCheck.KeyInfo::key).contains("store.notebook.title");
    }

    @Test
    void theCommandReplaysOnIt() throws IOException {
        Path trace = Files.writeString(
                folder.resolve("log.csv"), "timestamp,user,input_tokens,output_tokens\n0,zoë,100,10\n");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int status = StipendCommand.create(new PrintWriter(out), new PrintWriter(err))
                .execute("replay", "--store", "notebook", "--set", "store.notebook.title=Mine", trace.toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString()).contains("notebook");
    }
}
