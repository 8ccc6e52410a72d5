package io.millrace.spark.retail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spark.batch.BatchException;
import io.millrace.spark.retail.SalesHeader.Separator;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesFileTest {

  private static final String HEADER =
      "Transaction ID,Customer ID,Category,Item,Price Per Unit,Quantity,Total Spent,"
          + "Payment Method,Location,Transaction Date,Discount Applied";

  @TempDir Path folder;

  @Test
  void knowsColumnsInAnySpellingOrderAndSeparator() throws Exception {
    SalesFile file =
        open(
            "\"Total_spent\"\tprice per unit\tQTY\tcategory\tNote, or not\tITEM\ttransactionId"
                + "\tpaymentMethod\tLOCATION\tTransaction-Date\n1");

    assertThat(file.header().separator()).isEqualTo(Separator.TAB);
    assertThat(file.header().positions())
        .hasSize(9)
        .containsEntry(SalesColumn.TOTAL_SPENT, 0)
        .containsEntry(SalesColumn.TRANSACTION_ID, 6)
        .doesNotContainKeys(SalesColumn.CUSTOMER_ID, SalesColumn.DISCOUNT_APPLIED);
    assertThat(file.header().ignored()).containsExactly("Note, or not");
    assertThat(open(HEADER + "\n1").header().separator()).isEqualTo(Separator.COMMA);
    assertThat(open(HEADER.replace(',', ';') + "\r\n1").header().positions()).hasSize(11);
    assertThat(open(HEADER.replace(',', '|') + "\r1").header().positions()).hasSize(11);
  }

  @ParameterizedTest
  @CsvSource({"UTF-8, efbbbf", "UTF-16LE, fffe", "UTF-16BE, feff"})
  void readsWhatAByteOrderMarkSays(String charset, String mark) throws Exception {
    Path path = folder.resolve("marked.csv");
    byte[] text = (HEADER + "\né,€").getBytes(Charset.forName(charset));
    byte[] bytes = new byte[mark.length() / 2 + text.length];
    for (int i = 0; i < mark.length() / 2; i++) {
      bytes[i] = (byte) Integer.parseInt(mark.substring(2 * i, 2 * i + 2), 16);
    }
    System.arraycopy(text, 0, bytes, mark.length() / 2, text.length);
    Files.write(path, bytes);

    SalesFile file = open(path, StandardCharsets.ISO_8859_1);

    assertThat(file.header().fields().get(0)).isEqualTo("Transaction ID");
    try (RecordReader records = file.records(new Configuration())) {
      assertThat(records.next()).isEqualTo(new RecordReader.Record(2, "é,€", false));
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    assertThatThrownBy(() -> open(folder.resolve("none.csv"), StandardCharsets.UTF_8))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("none.csv; there is no such file");
    assertThatThrownBy(() -> open(folder, StandardCharsets.UTF_8))
        .hasMessageContaining("that is a folder: name one CSV file");
    for (String empty : List.of("", "\n \n")) {
      assertThatThrownBy(() -> open(empty)).hasMessageContaining("it is empty");
    }
    assertThatThrownBy(() -> open(HEADER + "\n\n"))
        .hasMessageContaining("it has a header and no rows; what was published before stays");
    assertThatThrownBy(() -> open("Category,Item,Price,Sold\n1"))
        .hasMessageContaining(
            "it has no column transaction_id, quantity, total_spent, payment_method, location,"
                + " transaction_date; found: Category, Item, Price, Sold.");
    assertThatThrownBy(() -> open(HEADER + ",qty\n1"))
        .hasMessageContaining("its columns \"Quantity\" and \"qty\" are both quantity");
    assertThatThrownBy(() -> open("PAR1\0\0\0\nx"))
        .hasMessageContaining("it has no column transaction_id");
  }

  @Test
  void saysWhichCharacterSetToName() throws Exception {
    Path path = folder.resolve("latin.csv");
    Files.write(path, (HEADER + "\nx\ncafé").getBytes(StandardCharsets.ISO_8859_1));

    try (RecordReader records = open(path, StandardCharsets.UTF_8).records(new Configuration())) {
      assertThatThrownBy(() -> records.forEachRemaining(record -> {}))
          .isInstanceOf(BatchException.class)
          .hasMessageContaining("latin.csv; soon after line 2 it is not in the character set")
          .hasMessageContaining("--charset");
    }
    try (RecordReader records =
        open(path, Charset.forName("windows-1252")).records(new Configuration())) {
      records.next();
      assertThat(records.next().text()).isEqualTo("café");
    }
  }

  private SalesFile open(String text) throws Exception {
    Path path = folder.resolve("sales.csv");
    Files.writeString(path, text);
    return open(path, StandardCharsets.UTF_8);
  }

  private static SalesFile open(Path path, Charset charset) {
    return SalesFile.open(new Configuration(), path.toString(), charset);
  }
}
