package io.millrace.gateway.retail;

import static io.millrace.gateway.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.EmbeddedDependencies;
import io.millrace.gateway.Tables;
import io.millrace.model.retail.RetailRule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EmbeddedDependencies.class)
class RetailEndpointTest {

  private static final String RETAIL = "/api/v1/retail";
  private static final String NOW = "20261122T100000Z_00000002";

  /** What was published before, and what a run left that was killed, nobody sees. */
  @BeforeAll
  static void seed() {
    EmbeddedDependencies.execute(
        "INSERT INTO retail.sale_rows (run_id, line, category, price_per_unit, quantity,"
            + " total_spent, payment_method, transaction_date, location) VALUES"
            + " ('20261121T100000Z_00000001', 2, 'Old', 1, 900, 900, 'Cash', '2024-04-08', 'x'),"
            + " ('20261123T100000Z_00000003', 2, 'Lost', 1, 900, 900, 'Cash', '2024-04-08', 'x')",
        "INSERT INTO retail.sale_rows VALUES"
            + sale(2, "'Apple'", "'Food'", "1.50", 2, "3.00", "'Cash'", "'2024-04-08'", "[]", "[]")
            + ","
            + sale(
                3, "NULL", "'Food'", "2.00", 3, "5.01", "NULL", "NULL", "[]", "['total_mismatch']")
            + ","
            + sale(
                5,
                "'=2+3'",
                "'Drinks'",
                "1.25",
                5,
                "6.25",
                "'Card'",
                "'2024-04-09'",
                "['price_from_directory','total_from_price_and_quantity']",
                "[]")
            + ","
            + sale(
                6,
                "'Tea'",
                "'Drinks'",
                "1.01",
                1,
                "1.01",
                "'Cash'",
                "'2024-05-01'",
                "['item_from_directory']",
                "[]"),
        "INSERT INTO retail.item_rows VALUES ('"
            + NOW
            + "', 'Food', 'Apple', 1.50, 3, 1, 1),"
            + " ('"
            + NOW
            + "', 'Drinks', 'Tea', 1.01, 2, 2, 1),"
            + " ('"
            + NOW
            + "', 'Drinks', 'Cola', 1.01, 4, 2, 1),"
            + " ('20261121T100000Z_00000001', 'Food', 'Old', 1.00, 3, 1, 1)",
        "INSERT INTO retail.quarantine_rows VALUES ('"
            + NOW
            + "', 4, 'T3,\"x', NULL, NULL, NULL,"
            + " NULL, NULL, NULL, [], ['wrong_number_of_fields']),"
            + " ('"
            + NOW
            + "', 7, 'T6,,Food,,1.5,,', 'T6', 'Food', 'Apple', 1.5, NULL, NULL,"
            + " ['item_from_directory'], ['missing_quantity','missing_total'])",
        "INSERT INTO retail.unparsed_rows VALUES"
            + " ('"
            + NOW
            + "', 3, 'transaction_date', '8/4/2024', 'ambiguous_date', true),"
            + " ('"
            + NOW
            + "', 7, 'quantity', '2.5', 'not_whole', false)",
        "INSERT INTO retail.reports VALUES"
            + " ('20261121T100000Z_00000001', '2026-11-21 10:00:09', 'old.csv', 9, 'comma',"
            + " 'day_first', 'point', 1, 1, 0, 0, 0), ('"
            + NOW
            + "', '2026-11-22 10:00:09.5',"
            + " 's3a://raw-data/new.csv', 321, 'semicolon', 'undecided', 'point', 6, 4, 2, 2, 2)");
  }

  private static String sale(
      int line,
      String item,
      String category,
      String price,
      int quantity,
      String total,
      String method,
      String date,
      String recovered,
      String flags) {
    return " ('%s', %d, 'T%d', NULL, %s, %s, %s, %d, %s, %s, 'Online', %s, NULL, NULL, %s, %s, %s)"
        .formatted(
            NOW,
            line,
            line,
            category,
            item,
            price,
            quantity,
            total,
            method,
            date,
            line == 2 ? "true" : "NULL",
            recovered,
            flags);
  }

  @Test
  void givesSalesOfTheLastRunPageByPage() {
    Response first = given().queryParam("limit", 1).get(RETAIL + "/sales");

    assertThat(first.statusCode()).isEqualTo(200);
    String next = first.path("next");
    assertThat(first.body().asString())
        .isEqualTo(
            "{\"sales\":[{\"line\":2,\"transactionId\":\"T2\",\"customerId\":null,"
                + "\"category\":\"Food\",\"item\":\"Apple\",\"pricePerUnit\":1.50,\"quantity\":2,"
                + "\"totalSpent\":3.00,\"paymentMethod\":\"Cash\",\"location\":\"Online\","
                + "\"transactionDate\":\"2024-04-08\",\"dayOfWeek\":null,"
                + "\"transactionMonth\":null,\"discountApplied\":true,\"recovered\":[],"
                + "\"flags\":[]}],\"cursor\":\""
                + first.path("cursor")
                + "\",\"next\":\""
                + next
                + "\"}");
    assertThat(first.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(next).startsWith(RETAIL + "/sales?limit=1&cursor=");
  }

  @ParameterizedTest
  @CsvSource({
    "/sales?limit=1, '2,3,5,6'",
    "/sales?limit=1&category=Food&category=Drinks&location=Online, '2,3,5,6'",
    "/sales?category=Food, '2,3'",
    "/sales?paymentMethod=Cash&from=2024-04-09, '6'",
    "/sales?from=2024-04-08&to=2024-04-09, '2'",
    "/sales?rule=item_from_directory&rule=total_mismatch, '3,6'",
    "/sales?category=Old, ''",
    "/quarantine?limit=1, '4,7'",
    "/quarantine?reason=missing_total, '7'"
  })
  void findsWhatIsAskedFor(String path, String lines) throws Exception {
    String rows = path.startsWith("/sales") ? "sales" : "rows";
    assertThat(
            Tables.ofJson(RETAIL + path, rows).stream()
                .map(row -> row.get("line"))
                .reduce((one, other) -> one + "," + other)
                .orElse(""))
        .isEqualTo(lines);
  }

  @Test
  void addsUpAndRoundsHalfUp() {
    assertThat(given().get(RETAIL + "/categories/top").body().asString())
        .isEqualTo(
            "{\"categories\":[{\"rank\":1,\"category\":\"Drinks\",\"units\":6,\"transactions\":2,"
                + "\"total\":7.26},{\"rank\":2,\"category\":\"Food\",\"units\":5,"
                + "\"transactions\":2,\"total\":8.01}]}");
    // 4.01 / 2 = 2.005
    assertThat(given().get(RETAIL + "/payment-methods").body().asString())
        .isEqualTo(
            "{\"means\":[{\"name\":\"Card\",\"transactions\":1,\"total\":6.25,\"meanTotal\":6.25},"
                + "{\"name\":\"Cash\",\"transactions\":2,\"total\":4.01,\"meanTotal\":2.01},"
                + "{\"name\":null,\"transactions\":1,\"total\":5.01,\"meanTotal\":5.01}]}");
    assertThat(given().queryParam("category", "Food").get(RETAIL + "/locations").body().asString())
        .isEqualTo(
            "{\"means\":[{\"name\":\"Online\",\"transactions\":2,\"total\":8.01,"
                + "\"meanTotal\":4.01}]}");
    assertThat(
            given()
                .queryParams("limit", 1, "to", "2024-04-09")
                .get(RETAIL + "/categories/top")
                .<List<Map<String, Object>>>path("categories"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("category", "Food"));
  }

  @Test
  void saysWhatCleaningDid() {
    Response report = given().get(RETAIL + "/quality");

    assertThat(report.body().asString())
        .startsWith(
            "{\"run\":\"20261122T100000Z_00000002\","
                + "\"publishedAt\":\"2026-11-22T10:00:09.500Z\","
                + "\"input\":\"s3a://raw-data/new.csv\",\"separator\":\"semicolon\","
                + "\"dateOrder\":\"undecided\",\"decimalMark\":\"point\",\"rowsRead\":6,"
                + "\"rowsKept\":4,\"rowsRecovered\":2,\"rowsQuarantined\":2,\"valuesUnparsed\":2,"
                + "\"rules\":[{\"name\":\"price_from_total_and_quantity\",\"action\":\"recover\"");
    List<Map<String, Object>> rules = report.path("rules");
    assertThat(rules).hasSameSizeAs(RetailRule.values());
    assertThat(rules.stream().filter(rule -> !List.of(0, 0).equals(counts(rule))))
        .extracting(rule -> rule.get("name") + " " + counts(rule))
        .containsExactly(
            "price_from_directory [1, 0]",
            "item_from_directory [1, 1]",
            "total_from_price_and_quantity [1, 0]",
            "total_mismatch [1, 0]",
            "wrong_number_of_fields [0, 1]",
            "missing_quantity [0, 1]",
            "missing_total [0, 1]",
            "not_whole [0, 1]",
            "ambiguous_date [1, 0]");
  }

  private static List<Object> counts(Map<String, Object> rule) {
    return List.of(rule.get("sales"), rule.get("quarantined"));
  }

  @ParameterizedTest
  @CsvSource({
    "/sales, sales, 4",
    "/sales?rule=total_mismatch, sales, 1",
    "/categories/top?limit=1, categories, 1",
    "/payment-methods?category=Food, means, 2",
    "/locations, means, 1",
    "/items, items, 3",
    "/items?category=Drinks, items, 2",
    "/quarantine, rows, 2",
    "/quality, rules, 26"
  })
  void hasTheSameRowsInEveryFormat(String path, String rows, int count) throws Exception {
    String target = RETAIL + path;
    List<Map<String, String>> json = Tables.ofJson(target, rows);

    assertThat(json).hasSize(count);
    assertThat(Tables.ofParquet(file(target, "parquet"))).isEqualTo(json);
    List<Map<String, String>> csv = Tables.ofCsv(file(target, "csv"));
    if (json.stream().anyMatch(row -> "=2+3".equals(row.get("item")))) {
      assertThat(csv).extracting(row -> row.get("item")).contains("'=2+3");
    } else {
      assertThat(csv).isEqualTo(json);
    }
  }

  private static byte[] file(String target, String format) {
    Response file =
        given()
            .urlEncodingEnabled(false)
            .get(target + (target.contains("?") ? "&" : "?") + "format=" + format);
    assertThat(file.statusCode()).as(target).isEqualTo(200);
    assertThat(file.header("Content-Disposition")).endsWith("." + format + "\"");
    return file.body().asByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /sales          | from          | 2024-04-31 | a day such as 2024-04-08
          /sales          | to            | 2024-04-08T00:00:00Z | a day such as 2024-04-08
          /sales          | rule          | missing_total | price_from_total_and_quantity, price_from_directory
          /sales          | limit         | 1001       | a whole number from 1 to 1000
          /sales          | cursor        | x          | the cursor of a page's next link, unchanged
          /sales          | methods       | Cash       | from, to, category, paymentMethod, location, rule
          /categories/top | limit         | 101        | a whole number from 1 to 100
          /locations      | limit         | 1          | location, format
          /items          | from          | 2024-04-08 | category, format
          /quarantine     | reason        | negative   | wrong_number_of_fields, missing_category
          /quality        | format        | xlsx       | json, csv, parquet
          """)
  void refusesAndNamesParameterValueAndWhatIsAllowed(
      String path, String parameter, String value, String allowed) {
    Response answer = given().queryParam(parameter, value).get(RETAIL + path);

    assertProblem(answer, 400, "invalid-parameters", RETAIL + path);
    assertThat(answer.<String>path("detail")).contains(parameter, value, allowed);
  }
}
