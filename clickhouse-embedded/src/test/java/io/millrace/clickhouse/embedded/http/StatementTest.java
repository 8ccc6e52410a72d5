package io.millrace.clickhouse.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.clickhouse.embedded.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {

  private static Statement scan(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return Statement.scan(bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "INSERT INTO t VALUES (1)|INSERT INTO t|Values|(1)",
        "insert into t (a, b) values(1)|insert into t (a, b)|Values|(1)",
        "INSERT INTO t FORMAT CSV 1,2|INSERT INTO t|CSV|1,2",
        "INSERT INTO values VALUES (1)|INSERT INTO values|Values|(1)",
        "INSERT INTO db.format FORMAT TSV 1|INSERT INTO db.format|TSV|1",
        "INSERT INTO TABLE FUNCTION null('a Int8') VALUES (1)"
            + "|INSERT INTO TABLE FUNCTION null('a Int8')|Values|(1)",
        "INSERT INTO `a VALUES b` VALUES (1)|INSERT INTO `a VALUES b`|Values|(1)",
        "INSERT INTO t SETTINGS a=1 FORMAT CSV 1|INSERT INTO t SETTINGS a=1|CSV|1",
        "INSERT INTO t FORMAT CSV SETTINGS a=1, b='x,y' 1|INSERT INTO t SETTINGS a=1, b='x,y'|CSV|1"
      })
  void findsWhereTheDataBegins(String sql, String head, String format, String data) {
    assertThat(scan(sql)).isInstanceOf(Statement.DataInsert.class);
    Statement.DataInsert insert = (Statement.DataInsert) scan(sql);
    assertThat(new String(insert.sql(), StandardCharsets.UTF_8).strip()).isEqualTo(head);
    assertThat(insert.format()).isEqualTo(format);
    assertThat(sql.substring(insert.dataOffset()).strip()).isEqualTo(data);
  }

  @Test
  void keepsTheFirstBytesOfBinaryData() {
    byte[] sql = "INSERT INTO t FORMAT RowBinary\n\n\r".getBytes(StandardCharsets.UTF_8);
    Statement.DataInsert insert = (Statement.DataInsert) Statement.scan(sql, sql.length);
    assertThat(insert.dataOffset()).isEqualTo(sql.length - 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT 1|SELECT|",
        "SELECT 1 FORMAT JSON|SELECT|JSON",
        "SELECT 1 FORMAT JSON;|SELECT|JSON",
        "SELECT 1 FORMAT JSON SETTINGS a=1|SELECT|JSON",
        "SELECT 'FORMAT x' -- FORMAT y|SELECT|",
        "SELECT (SELECT format FROM t) FORMAT CSV|SELECT|CSV",
        "WITH 1 AS x SELECT x|SELECT|",
        "(SELECT 1) UNION ALL (SELECT 2)|SELECT|",
        "SELECT a, count() FROM t GROUP BY a WITH TOTALS|SELECT_WITH_TOTALS|",
        "USE db|USE|",
        "SET a = 1|SET|",
        "INSERT INTO t SELECT 1|OTHER|",
        "INSERT INTO t (a) (SELECT 1)|OTHER|",
        "/* SELECT */ SHOW TABLES|OTHER|"
      })
  void tellsHowAStatementMayBeRun(String sql, Statement.Shape shape, String format) {
    assertThat(scan(sql)).isInstanceOf(Statement.Plain.class);
    Statement.Plain plain = (Statement.Plain) scan(sql);
    assertThat(plain.shape()).isEqualTo(shape);
    assertThat(plain.format()).isEqualTo(Optional.ofNullable(format));
  }

  @Test
  void refusesWhatTheEngineWouldRunWrongly() {
    assertThatThrownBy(() -> scan("INSERT INTO t SELECT * FROM input('a Int8') FORMAT CSV 1"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("input()");
    assertThatThrownBy(() -> scan("INSERT INTO t FROM INFILE 'x' FORMAT CSV"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("INFILE");
  }

  @Test
  void endsOnUnfinishedText() {
    for (String sql :
        new String[] {"", "'", "/*", "INSERT", "INSERT INTO", "INSERT INTO t FORMAT", "`\\"}) {
      assertThat(scan(sql).sql().length).isLessThanOrEqualTo(sql.length());
    }
  }
}
