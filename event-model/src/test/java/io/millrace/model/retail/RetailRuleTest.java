package io.millrace.model.retail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetailRuleTest {

  @Test
  void isDocumentedRuleByRuleInOrder() throws Exception {
    List<String> documented =
        Files.readAllLines(Path.of("../docs/retail-cleaning.md")).stream()
            .filter(line -> line.matches("\\| `[a-z_]+` \\| (recover|flag|drop|set_null) .*"))
            .map(line -> line.substring(0, line.lastIndexOf(" | ")))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(
            List.of(RetailRule.values()).stream()
                .map(
                    rule ->
                        "| `%s` | %s | %s"
                            .formatted(rule.reason(), rule.action().text(), rule.definition()))
                .toList());
  }
}
