package io.millrace.spark.retail;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spark.retail.RecordReader.Record;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

  @Test
  void numbersRecordsByTheLineOnWhichTheyBegin() {
    assertThat(read("a,b\r\n\r\n1,\"x\r\ny \"\"z\"\"\n\"\n2,3"))
        .containsExactly(
            new Record(1, "a,b", false),
            new Record(3, "1,\"x\ny \"\"z\"\"\n\"", false),
            new Record(6, "2,3", false));
  }

  @Test
  void losesOneLineToAQuotationThatDoesNotEnd() {
    assertThat(read("1,\"a\n2,b\n3,c"))
        .containsExactly(
            new Record(1, "1,\"a", true), new Record(2, "2,b", false), new Record(3, "3,c", false));
    assertThat(read("1,\"a\n" + "2,b\n".repeat(200) + "3,\"c\"")).hasSize(202);
  }

  @Test
  void takesAQuotationMarkWithinAFieldForACharacter() {
    assertThat(read("1,5\" pipe\n2,\"q\" x\n3"))
        .containsExactly(
            new Record(1, "1,5\" pipe", false),
            new Record(2, "2,\"q\" x", false),
            new Record(3, "3", false));
  }

  private static List<Record> read(String text) {
    List<Record> records = new ArrayList<>();
    new RecordReader(new BufferedReader(new StringReader(text)), "x.csv", ",")
        .forEachRemaining(records::add);
    return records;
  }
}
