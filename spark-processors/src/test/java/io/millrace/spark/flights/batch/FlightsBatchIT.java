package io.millrace.spark.flights.batch;

import static io.millrace.spark.flights.batch.SnapshotsText.gzip;
import static io.millrace.spark.flights.batch.SnapshotsText.plain;
import static io.millrace.spark.flights.batch.SnapshotsText.snapshot;
import static io.millrace.spark.flights.batch.SnapshotsText.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.flights.FlightRule;
import io.millrace.model.flights.RawSnapshotName;
import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.FlightReport;
import io.millrace.recordings.flights.Reading;
import io.millrace.recordings.flights.RealFiles;
import io.millrace.recordings.flights.opensky.StatesJson;
import io.millrace.spark.batch.BatchException;
import io.millrace.spark.batch.BatchStack;
import io.millrace.spark.batch.ObjectStore;
import io.millrace.spark.batch.ParquetPart;
import io.millrace.spark.batch.RunId;
import io.millrace.spark.config.BatchConfig;
import io.millrace.spark.config.SparkSessions;
import io.millrace.spark.config.StreamingConfig;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class FlightsBatchIT {

  private static final Instant NOON = Instant.parse("2021-10-17T12:00:00Z");
  private static final String RAW = "s3a://raw-data/flights/";
  private static final String ALL = RAW + "*";
  private static final String TABLE = "opensky.flights_batch";
  private static final String PARQUET = "processed-data/flights/*/*/*.parquet";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static BatchStack stack;
  private static SparkSession spark;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    stack = new BatchStack(folder);
    spark = SparkSessions.forBatch("test", stack.config().master(), stack.config().s3(), false);
    store = new ObjectStore(spark.sparkContext().hadoopConfiguration());
  }

  @AfterAll
  static void stop() throws Exception {
    spark.stop();
    stack.close();
  }

  @BeforeEach
  void clear() throws Exception {
    stack.execute("TRUNCATE TABLE " + TABLE);
    store.deleteBelow("s3a://raw-data/", Set.of());
    store.deleteBelow("s3a://processed-data/", Set.of());
  }

  @Test
  void countsAndKeepsWhatIsMalformedAndLosesNothingBesideIt() throws Exception {
    put("array-16.json", plain(snapshot(NOON, state(1, NOON, 47), "[" + "1,".repeat(15) + "1]")));
    put("array-18.json.gz", gzip(snapshot(NOON, state(2, NOON, 47), "[" + "1,".repeat(17) + "1]")));
    put(
        "cut.json",
        plain(snapshot(NOON, state(3, NOON, 47), state(4, NOON, 47)).substring(0, 190)));
    byte[] zipped = gzip(snapshot(NOON, state(5, NOON, 47)));
    put("cut.json.gz", Arrays.copyOf(zipped, zipped.length / 2));
    put("empty.json", new byte[0]);
    put("empty-states.json.gz", gzip(snapshot(NOON)));
    put("garbage.json.gz", new byte[] {1, 2, 3, 4});
    put("header.json.gz", new byte[] {0x1f, (byte) 0x8b, 0x77, 0, 0});
    put("object.json", plain("{}"));
    put("plain.json.gz", plain(snapshot(NOON, state(6, NOON, 47))));
    put(
        "texts.json",
        plain(
            snapshot(
                NOON,
                state(7, NOON, 47).replace("200.25", "\"fast\""),
                state(8, NOON, 47).replace("000008", "12345"),
                "{}",
                "7",
                state(9, NOON, 47))));

    JsonNode report = run(ALL);

    assertThat(report.get("input_objects").asLong()).isEqualTo(11);
    assertThat(report.get("rows_read").asLong()).isEqualTo(5);
    assertThat(report.get("output_rows").asLong()).isEqualTo(5);
    assertThat(report.get("rejects_by_reason").toString())
        .isEqualTo(
            """
            {"icao24 is …":1,"it cannot be decompressed":1,"it is {…}":1,"it is …":1,\
            "states is []":1,"the JSON is broken after state …":3,"the array has 16 elements":1,\
            "the array has 18 elements":1,"there is no field states":1,\
            "there is nothing to read":1,"velocity is …":1}""");
    assertThat(stack.texts("SELECT icao24 FROM " + TABLE + " ORDER BY icao24"))
        .containsExactly("000001", "000002", "000003", "000006", "000009");
    assertThat(store.below("s3a://processed-data/flights_rejects/"))
        .contains("s3a://processed-data/flights_rejects/texts.json.jsonl")
        .hasSize(10);
    assertThat(read("s3a://processed-data/flights_rejects/array-16.json.jsonl"))
        .contains("\"position\":\"state 2\"", "the array has 16 elements", "\"text\":\"[1,1,");

    put("texts.json", plain(snapshot(NOON, state(9, NOON, 47))));
    run(RAW + "texts.json");

    assertThat(store.below("s3a://processed-data/flights_rejects/"))
        .doesNotContain("s3a://processed-data/flights_rejects/texts.json.jsonl")
        .hasSize(9);
  }

  @Test
  void judgesRunsAsIngestionDidAndReadsTheSameFromPostgres() throws Exception {
    Ingestion ingestion = new Ingestion(stack);
    String first =
        snapshot(NOON, state(1, NOON, 47), state(2, NOON, 91), state(3, NOON, 47, "Viet Nam"))
            + snapshot(
                NOON.plusSeconds(10), state(1, NOON.plusSeconds(10), 47), state(2, NOON, 47));
    // Another run sees the first aircraft elsewhere: no jump, since it is judged beside its own
    // run.
    String other =
        snapshot(NOON, state(1, NOON, 10), state(2, NOON, 47), state(4, NOON, 47, ""))
            + snapshot(NOON.plusSeconds(10), state(1, NOON.plusSeconds(10), 10));
    // The same instant again, not just before.
    String again =
        snapshot(NOON.plusSeconds(20), state(1, NOON.plusSeconds(20), 60))
            + snapshot(NOON, state(1, NOON, 60), state(5, NOON.plusSeconds(43_200), 47));
    String late = snapshot(NOON.plusSeconds(86_400), state(1, NOON.plusSeconds(86_400), 47));
    ingestion.arrives(12, "aaaaaaaa", "live", first);
    ingestion.arrives(13, "bbbbbbbb", "replay:a b/c.json", other);
    ingestion.arrives(14, "aaaaaaaa", "live", again);
    ingestion.arrives(100, "cccccccc", "live", late);
    for (Ingestion.Arrival arrival : ingestion.arrivals()) {
      put(
          new RawSnapshotName(arrival.id(), NOON, arrival.run(), arrival.source()).format(),
          gzip(arrival.text()));
    }

    run(ALL);
    List<String> fromSnapshots = rows();

    assertThat(fromSnapshots).isEqualTo(ingestion.rows());
    assertThat(fromSnapshots).anyMatch(row -> row.contains("duplicate"));
    assertThat(fromSnapshots).anyMatch(row -> row.contains("jump_impossible"));

    stack.execute("TRUNCATE TABLE " + TABLE);
    store.deleteBelow("s3a://processed-data/flights/", Set.of());
    JsonNode report = run(new FlightInput.Table(day(17), day(18)));

    assertThat(rows()).isEqualTo(fromSnapshots);
    assertThat(parquetRows()).isEqualTo(fromSnapshots);
    assertThat(report.get("output_rows").asLong()).isEqualTo(fromSnapshots.size());

    ingestion.delete(day(18));
    run(new FlightInput.Table(day(17), day(18)));

    assertThat(stack.texts("SELECT DISTINCT toString(toDate(observed_at)) FROM " + TABLE))
        .containsExactly("2021-10-17");
    assertThat(store.below("s3a://processed-data/flights/date=2021-10-18/")).isEmpty();
  }

  @Test
  void takesRowsThatWereChangedByHandAsTheStreamDoes() throws Exception {
    Ingestion ingestion = new Ingestion(stack);
    ingestion.arrives(
        1,
        "aaaaaaaa",
        "live",
        snapshot(NOON, state(1, NOON, 47), state(2, NOON, 47), state(3, NOON, 47)));
    ingestion.execute("UPDATE processed_flights SET velocity = 9999 WHERE icao24 LIKE '%1'");
    ingestion.execute(
        "UPDATE processed_flights SET last_contact = 'infinity' WHERE icao24 LIKE '%2'");

    JsonNode report = run(new FlightInput.Table(day(17), day(17)));

    assertThat(
            stack.texts(
                "SELECT concat(arrayStringConcat(rules, ','), ' ', toString(quarantined)) FROM "
                    + TABLE
                    + " ORDER BY quarantined"))
        .containsExactly(" false", "speed_impossible true");
    assertThat(report.get("rejects_by_reason").get("not_a_state").asLong()).isEqualTo(1);
    assertThat(report.get("rows_quarantined").asLong()).isEqualTo(1);
  }

  @Test
  void readsAllRangesOfTheTableAsOfOneInstant() throws Exception {
    Ingestion ingestion = new Ingestion(stack);
    Instant later = NOON.plusSeconds(3_600);
    ingestion.arrives(1, "aaaaaaaa", "live", snapshot(NOON, state(1, NOON, 47)));
    ingestion.arrives(2, "aaaaaaaa", "live", snapshot(later, state(2, later, 47)));

    try (PostgresFlights flights = new PostgresFlights(stack.postgresConfig())) {
      ingestion.delete(day(17));
      ingestion.arrives(3, "aaaaaaaa", "live", snapshot(later, state(3, later, 47)));
      assertThat(
              flights
                  .rows(spark, new FlightInput.Table(day(17), day(17)), 24)
                  .select("icao24")
                  .collectAsList()
                  .toString())
          .isEqualTo("[[000001], [000002]]");
    }
  }

  @Test
  void leavesTheSameWhenRunAgainAndReplacesOnlyItsDays() throws Exception {
    for (int i = 0; i < 40; i++) {
      Instant time = NOON.plusSeconds(i * 3_600L);
      put(
          "a-%02d.json".formatted(i),
          plain(snapshot(time, state(1, time, 40 + i / 10.0), state(2, time, 47, "France"))));
    }
    run(ALL);
    List<String> rows = rows();
    List<String> objects = store.below("s3a://processed-data/flights/");
    assertThat(rows).hasSize(80);
    assertThat(parquetRows()).isEqualTo(rows);

    run(ALL);

    assertThat(rows()).isEqualTo(rows);
    assertThat(parquetRows()).isEqualTo(rows);
    assertThat(store.below("s3a://processed-data/flights/")).isEqualTo(objects);
    assertThat(stack.texts("SHOW TABLES FROM opensky LIKE 'flights_batch_staging_%'")).isEmpty();

    put("b.json", plain(snapshot(NOON, state(3, NOON, 47, "Spain"))));
    run(RAW + "b.json");

    List<String> expected = rows.stream().filter(row -> !row.contains("2021-10-17 ")).toList();
    assertThat(rows()).hasSize(expected.size() + 1).containsAll(expected);
    assertThat(parquetRows()).isEqualTo(rows());
    assertThat(store.below("s3a://processed-data/flights/date=2021-10-17/"))
        .containsExactly(
            "s3a://processed-data/flights/date=2021-10-17/country=ES/part-00000.parquet");
    assertThat(store.below("s3a://processed-data/flights_runs/")).hasSize(3);
  }

  @Test
  void writesParquetThatSparkReadsInOrder() throws Exception {
    put(
        "a.json",
        plain(
            snapshot(NOON.plusSeconds(5), state(2, NOON, 47), state(1, NOON, 47))
                + snapshot(NOON, state(9, NOON, 47).replace("\"SWR9  \"", "null"))));
    run(ALL);

    assertThat(
            spark
                .read()
                .parquet(
                    "s3a://processed-data/flights/date=2021-10-17/country=CH/part-00000.parquet")
                .selectExpr("concat_ws(' ', observed_at, icao24, position_source, rules[0])")
                .collectAsList()
                .toString())
        .isEqualTo(
            "[[2021-10-17 12:00:00 000009 0 callsign_blank], [2021-10-17 12:00:05 000001 0],"
                + " [2021-10-17 12:00:05 000002 0]]");
  }

  @Test
  void dropsStagingTablesThatKilledRunsLeftBehind() throws Exception {
    stack.execute("CREATE TABLE " + TABLE + "_staging_20200101T000000Z_1a2b3c4d AS " + TABLE);
    stack.execute("CREATE TABLE " + TABLE + "_staging_20900101T000000Z_1a2b3c4d AS " + TABLE);
    put("a.json", plain(snapshot(NOON, state(2, NOON, 47))));

    run(ALL);

    assertThat(stack.texts("SHOW TABLES FROM opensky LIKE 'flights_batch_staging_%'"))
        .containsExactly("flights_batch_staging_20900101T000000Z_1a2b3c4d");
    stack.execute("DROP TABLE " + TABLE + "_staging_20900101T000000Z_1a2b3c4d");
  }

  @Test
  void insertsNothingTwiceWhenATaskIsDoneAgain() throws Exception {
    put(
        "many.json.gz",
        gzip(
            snapshot(
                NOON,
                IntStream.range(0, 45_000)
                    .mapToObj(i -> state(i, NOON, 47))
                    .toArray(String[]::new))));
    BatchConfig config = stack.config();
    try (ForgetfulProxy proxy = new ForgetfulProxy(config.clickHouse().httpUrl(), 2, 4)) {
      BatchConfig throughProxy =
          new BatchConfig(
              new StreamingConfig.ClickHouse(
                  proxy.url(), config.clickHouse().user(), config.clickHouse().password()),
              config.s3(),
              config.master(),
              1);
      new FlightsBatchJob(spark, throughProxy, RunId.at(Instant.now()))
          .run(new FlightInput.Snapshots(ALL));
      // The client tries the second chunk three times; then the task is done again, all three.
      assertThat(proxy.inserts()).isEqualTo(1 + 3 + 3);
    }

    assertThat(rows()).hasSize(45_000).doesNotHaveDuplicates().isEqualTo(parquetRows());
  }

  @Test
  void leavesAnObjectAsItWasWhenATaskGivesItUp() throws Exception {
    String path = "s3a://processed-data/flights/part-00000.parquet";
    store.write(path, "what was there");
    ParquetPart part =
        new ParquetPart(
            store, path, FlightColumns.TABLE, spark.sparkContext().hadoopConfiguration());
    part.add(spark.createDataFrame(List.of(judgedRow()), FlightColumns.ROW).first());

    part.abort();

    assertThat(read(path)).isEqualTo("what was there");
  }

  @Test
  void saysThatNothingMatches() {
    assertThatThrownBy(() -> run(RAW + "*.none"))
        .isInstanceOf(BatchException.class)
        .hasMessage("--from-s3 is " + RAW + "*.none; no object matches it");
    assertThatThrownBy(() -> run("s3a://no-such-bucket/*"))
        .isInstanceOf(BatchException.class)
        .hasMessageContaining("--from-s3 is s3a://no-such-bucket/*; ");
  }

  @Test
  void judgesARealSnapshotAsItsReportSays() throws Exception {
    Path real = RealFiles.require("states_1634471390.json");
    put("states_1634471390.json", Files.readAllBytes(real));
    FlightReport expected = Reading.of(Recording.of(real), folder).report();

    JsonNode report = run(ALL);

    assertThat(expected.rows()).isEqualTo(5_485);
    assertThat(report.get("rows_read").asLong()).isEqualTo(5_485);
    assertThat(report.get("rows_kept").asLong()).isEqualTo(expected.kept());
    assertThat(report.get("rows_quarantined").asLong()).isEqualTo(expected.quarantined());
    for (FlightRule rule : FlightRule.values()) {
      String group =
          switch (rule.action()) {
            case FLAG -> "flagged_by";
            case FIX -> "fixed_by";
            case QUARANTINE -> "quarantined_by";
          };
      assertThat(report.get(group).get(rule.reason()).asLong())
          .as(rule.reason())
          .isEqualTo(expected.broken(rule));
    }
    assertThat(rows()).hasSize(5_485).isEqualTo(parquetRows());
  }

  private static JsonNode run(String glob) throws Exception {
    return new ObjectMapper().readTree(job().run(new FlightInput.Snapshots(glob)).json());
  }

  private static JsonNode run(FlightInput.Table days) throws Exception {
    return new ObjectMapper().readTree(job().run(days, stack.postgresConfig()).json());
  }

  private static FlightsBatchJob job() {
    return new FlightsBatchJob(spark, stack.config(), RunId.at(Instant.now()));
  }

  private static List<String> rows() {
    return stack.texts("SELECT toString(tuple(*)) AS r FROM " + TABLE + " ORDER BY r");
  }

  private static List<String> parquetRows() {
    return stack.texts(
        "SELECT toString(tuple(*)) AS r FROM "
            + stack.parquet(PARQUET)
            + " ORDER BY r SETTINGS use_hive_partitioning = 0");
  }

  private static void put(String name, byte[] bytes) throws Exception {
    try (FSDataOutputStream out = store.create(RAW + name)) {
      out.write(bytes);
    }
  }

  private static String read(String object) throws Exception {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(object);
    try (InputStream in =
        path.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Row judgedRow() throws Exception {
    InputObject object = new InputObject("p", "n", 1, 0, "r", "s", false);
    try (StatesJson states =
        new StatesJson(
            "s", Recording.of(plain(snapshot(NOON, state(1, NOON, 47)))), reject -> {})) {
      return FlightColumns.read(states.next().orElseThrow(), object, 0);
    }
  }

  private static LocalDate day(int day) {
    return LocalDate.of(2021, 10, day);
  }
}
