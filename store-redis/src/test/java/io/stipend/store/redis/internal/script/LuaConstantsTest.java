package io.stipend.store.redis.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class LuaConstantsTest {

    @Test
    void valuesStandForNames() {
        assertThat(replaced("local DONE, MAX_LEASE = 0, 30 * 24\nreturn {DONE, now + MAX_LEASE}"))
                .isEqualTo("\nreturn {0, now + (30 * 24)}");
    }

    @Test
    void textsThatStandSideBySideAreOne() {
        assertThat(replaced("local SIX = '%d %d'\nlocal BOTH = '^' .. SIX .. '\\t'\nmatch(BOTH, id .. '\\n' .. SIX)"))
                .isEqualTo("\n\nmatch('^%d %d\\t', id .. '\\n%d %d')");
    }

    @Test
    void quotedNamesPartsOfNamesAndOtherVariablesStay() {
        assertThat(replaced("local DUE = 11\nlocal NOTHING = {0}\ncall('DUE', DUES, NOTHING, DUE)"))
                .isEqualTo("\nlocal NOTHING = {0}\ncall('DUE', DUES, NOTHING, 11)");
    }

    @Test
    void noScriptDeclaresAConstantThatIsLeft() {
        for (Script script : Script.values()) {
            assertThat(script.text(Script.resource("clock"))).doesNotContainPattern("local [A-Z_, ]+ = [-0-9']");
        }
    }

    private static String replaced(String text) {
        LuaConstants constants = new LuaConstants();
        return text.lines().map(constants::replaced).collect(Collectors.joining("\n"));
    }
}
