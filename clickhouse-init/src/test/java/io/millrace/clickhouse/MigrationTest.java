package io.millrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationTest {

  @Test
  void listsEveryFileOfTheFolderInOrderWithoutGaps() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/clickhouse"))) {
      List<String> names = files.map(p -> p.getFileName().toString()).sorted().toList();

      assertThat(ClickHouseInit.FILES).isEqualTo(names);
    }
    List<Migration> migrations = ClickHouseInit.migrations();
    for (int i = 0; i < migrations.size(); i++) {
      assertThat(migrations.get(i).version()).isEqualTo(i + 1);
    }
  }

  @Test
  void splitsAtSemicolonsThatEndALineAndLeavesCommentsOut() {
    Migration migration =
        new Migration(
            1,
            "V001__x.sql",
            "-- why;\nCREATE TABLE a (b String DEFAULT ';x')\nENGINE = Log;\nSELECT 1;\n");

    assertThat(migration.statements())
        .containsExactly("CREATE TABLE a (b String DEFAULT ';x')\nENGINE = Log", "SELECT 1");
  }

  @Test
  void refusesAFileThatEndsInsideAStatement() {
    Migration migration = new Migration(1, "V001__x.sql", "SELECT 1;\nSELECT 2\n");

    assertThatThrownBy(migration::statements)
        .hasMessage("V001__x.sql ends inside a statement: \"SELECT 2\"; end it with ;");
  }
}
