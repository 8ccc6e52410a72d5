package io.millrace.spark.telecom.batch.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.runtime.InvalidSettingException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rules": [                                                                      | Unexpected end-of-input
          {}                                                                               | it has no rules
          {"rules": [{"name": "x", "action": "fix"}]}                                      | rule x lacks one of name, when, action
          {"rules": [{"name": "X", "when": "bom", "action": "fix"}]}                       | name is X; allowed: up to 64 small letters
          {"rules": [{"name": "x", "when": "bom", "action": "burn"}]}                      | burn
          {"rules": [{"name": "x", "when": "bom", "action": "fix", "colour": 1}]}          | colour
          {"rules": [{"name": "x", "when": "bom", "action": "fix", "set": {"a": "1"}}]}    | rule x sets a; allowed: event_id, event_type
          {"rules": [{"name": "x", "when": "bom", "action": "drop", "set": {"amount": "1"}}]} | its action is drop; allowed: fix
          {"rules": [{"name": "x", "when": "bom", "action": "fix"}, {"name": "x", "when": "bom", "action": "fix"}]} | two rules are named x
          """)
  void namesWhatIsWrongInAFile(String text, String expected) {
    assertThatThrownBy(() -> RuleSet.read("x.json", text))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("--rules is x.json")
        .hasMessageContaining(expected.strip());
  }

  @Test
  void knowsEveryTypeAndRegion() {
    for (TelecomEventType type : TelecomEventType.values()) {
      assertThat(when("unknown_event_type")).contains("'" + type.name() + "'");
    }
    for (Region region : Region.values()) {
      assertThat(when("unknown_region")).contains("'" + region.displayName() + "'");
    }
    assertThat(when("unknown_region").chars().filter(c -> c == ',').count())
        .isEqualTo(Region.values().length - 1L);
  }

  @Test
  void hasARuleForEveryWayInWhichALineIsNone() {
    for (Malformation malformation : Malformation.values()) {
      assertThat(when(malformation.text().toString()))
          .isEqualTo("malformed = '" + malformation.text() + "'");
    }
    assertThat(Arrays.stream(CleaningRule.Action.values()))
        .allMatch(
            action -> RuleSet.usual().rules().stream().anyMatch(rule -> rule.action() == action));
  }

  private static String when(String name) {
    return RuleSet.usual().rules().stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow()
        .when();
  }
}
