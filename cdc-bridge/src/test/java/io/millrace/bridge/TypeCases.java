package io.millrace.bridge;

import java.util.List;
import java.util.stream.Stream;

/** A value of each PostgreSQL type in common use, and how it arrives. */
final class TypeCases {

  static final String[] TYPES = {
    "CREATE EXTENSION IF NOT EXISTS hstore",
    "CREATE TYPE mood AS ENUM ('very sad', 'ok')",
    "CREATE TYPE pair AS (number int, label text)",
    "CREATE DOMAIN positive AS int CHECK (value > 0)",
    "CREATE DOMAIN price AS numeric(8, 3)",
    "CREATE DOMAIN day AS date",
    "CREATE DOMAIN numbers AS int[]"
  };

  private TypeCases() {}

  /**
   * @param literal SQL
   * @param snapshot JSON as in the image of a row read in a snapshot
   * @param stream likewise, of a row inserted later
   */
  record Case(String type, String literal, String snapshot, String stream) {}

  static List<Case> all() {
    return Stream.concat(exact().stream(), losses().stream()).toList();
  }

  /** What arrives changed, as README.md says. */
  static List<Case> losses() {
    return List.of(
        text("timetz", "'04:05:06.789012+05'", "23:05:06.789012Z"),
        text("timetz", "'24:00:00-12'", "12:00:00Z"),
        text("interval", "'infinity'", "P0Y0M0DT0H0M0S"),
        new Case("date", "'1582-10-10'", "\"1582-10-20\"", "\"1582-10-10\""));
  }

  static List<Case> exact() {
    return List.of(
        // numbers
        of("smallint", "-32768", "-32768"),
        of("integer", "2147483647", "2147483647"),
        of("bigint", "-9223372036854775808", "-9223372036854775808"),
        of("bigint", "9223372036854775807", "9223372036854775807"),
        of("oid", "4294967295", "4294967295"),
        of("boolean", "false", "false"),
        text("numeric", "0.10", "0.10"),
        text("numeric", "-0.000", "0.000"),
        text("numeric", "1e-30", "0.000000000000000000000000000001"),
        text("numeric", "1e40", "1" + "0".repeat(40)),
        text("numeric", "'12345678901234567890.123456789'", "12345678901234567890.123456789"),
        text("numeric", "'NaN'", "NaN"),
        text("numeric", "'Infinity'", "Infinity"),
        text("numeric", "'-Infinity'", "-Infinity"),
        text("numeric(10, 4)", "-1.5", "-1.5000"),
        text("numeric(10, 4)", "'NaN'", "NaN"),
        text("numeric(5, -2)", "123456", "123500"),
        text("money", "-1234.56", "-1234.56"),
        text("money", "'92233720368547758.07'", "92233720368547758.07"),
        of("real", "0.1", "0.1"),
        of("real", "3.4028235e38", "3.4028235E38"),
        of("real", "1.4e-45", "1.4E-45"),
        text("real", "'NaN'", "NaN"),
        text("real", "'-Infinity'", "-Infinity"),
        of("double precision", "0.1", "0.1"),
        of("double precision", "'-0'", "-0.0"),
        of("double precision", "4.9e-324", "4.9E-324"),
        of("double precision", "1.7976931348623157e308", "1.7976931348623157E308"),
        text("double precision", "'NaN'", "NaN"),
        text("double precision", "'Infinity'", "Infinity"),
        // texts
        of("text", "E'\"\\\\ \\b\\t\\n\\x01'", "\"\\\"\\\\ \\b\\t\\n\\u0001\""),
        text("text", "'öß 漢 😀'", "öß 漢 😀"),
        text("text", "''", ""),
        text("text", "'__debezium_unavailable_value'", "__debezium_unavailable_value"),
        text("varchar(10)", "'abc '", "abc "),
        text("char(5)", "'ab'", "ab   "),
        text("\"char\"", "'x'", "x"),
        text("name", "'a name'", "a name"),
        of("json", "'{\"a\": 1.10, \"a\":2}'", "\"{\\\"a\\\": 1.10, \\\"a\\\":2}\""),
        of("jsonb", "'[12345678901234567890, 1.10]'", "\"[12345678901234567890, 1.10]\""),
        text("xml", "'<a>ö</a>'", "<a>ö</a>"),
        text("uuid", uuid("'"), uuid("")),
        text("bytea", "'\\x00ff7f'", "AP9/"),
        text("bytea", "''", ""),
        text("mood", "'very sad'", "very sad"),
        text("tsvector", "'a:1 fat:2'", "'a':1 'fat':2"),
        text("tsquery", "'fat & rat'", "'fat' & 'rat'"),
        text("jsonpath", "'$.a'", "$.\\\"a\\\""),
        // times
        text("timestamptz", "'2026-11-21 04:05:06.789012+05'", "2026-11-20T23:05:06.789012Z"),
        text("timestamptz", "'infinity'", "infinity"),
        text("timestamptz", "'-infinity'", "-infinity"),
        text("timestamptz", "'0044-03-15 12:00:00.000001Z BC'", "-0043-03-15T12:00:00.000001Z"),
        text("timestamptz", "'294276-12-31 23:59:59.999999Z'", "+294276-12-31T23:59:59.999999Z"),
        text("timestamptz(3)", "'2026-11-21 04:05:06.789Z'", "2026-11-21T04:05:06.789Z"),
        text("timestamp", "'2026-11-21 04:05:06.789012'", "2026-11-21T04:05:06.789012"),
        text("timestamp", "'infinity'", "infinity"),
        text("timestamp", "'-infinity'", "-infinity"),
        text("timestamp", "'0044-03-15 12:00:00.000001 BC'", "-0043-03-15T12:00:00.000001"),
        text("timestamp", "'1582-10-10 12:00:00'", "1582-10-10T12:00:00.000000"),
        text("timestamp", "'294276-12-31 23:59:59.999999'", "+294276-12-31T23:59:59.999999"),
        text("date", "'2026-11-21'", "2026-11-21"),
        text("date", "'infinity'", "infinity"),
        text("date", "'-infinity'", "-infinity"),
        text("date", "'1500-03-01'", "1500-03-01"),
        text("date", "'0044-03-15 BC'", "-0043-03-15"),
        text("date", "'4713-01-01 BC'", "-4712-01-01"),
        text("date", "'5874897-12-31'", "+5874897-12-31"),
        text("time", "'04:05:06.789012'", "04:05:06.789012"),
        text("time", "'24:00:00'", "24:00:00"),
        text("interval", "'1 year 2 mons -3 days 04:05:06.789012'", "P1Y2M-3DT4H5M6.789012S"),
        text("interval", "'-1 mon'", "P0Y-1M0DT0H0M0S"),
        text("interval", "'-0.000001 s'", "P0Y0M0DT0H0M-0.000001S"),
        // networks, bits, shapes, ranges
        text("inet", "'192.168.1.5/24'", "192.168.1.5/24"),
        text("inet", "'::1'", "::1"),
        text("cidr", "'10.0.0.0/8'", "10.0.0.0/8"),
        text("macaddr", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03"),
        text("macaddr8", "'08:00:2b:01:02:03:04:05'", "08:00:2b:01:02:03:04:05"),
        text("bit(1)", "B'1'", "1"),
        text("bit(10)", "B'0000000101'", "0000000101"),
        text("varbit", "B'00101'", "00101"),
        text("varbit", "B''", ""),
        text("line", "'{1,2,3}'", "{1.0,2.0,3.0}"),
        text("box", "'(1,1),(0,0)'", "(1.0,1.0),(0.0,0.0)"),
        text("polygon", "'((0,0),(1,1.5))'", "((0.0,0.0),(1.0,1.5))"),
        text("circle", "'<(0,0),0.1>'", "<(0.0,0.0),0.1>"),
        of(
            "point",
            "'(1.5,2)'",
            "{\"x\":1.5,\"y\":2.0,\"wkb\":\"AQEAAAAAAAAAAAD4PwAAAAAAAABA\",\"srid\":null}"),
        text("int4range", "'[1,5)'", "[1,5)"),
        text("int4range", "'empty'", "empty"),
        text("numrange", "'(1.10,)'", "(1.10,)"),
        text("daterange", "'[2026-01-01,infinity)'", "[2026-01-01,infinity)"),
        of("tsrange", "'[2026-01-01,)'", "\"[\\\"2026-01-01 00:00:00\\\",)\""),
        of("tstzrange", "'[2026-01-01Z,)'", "\"[\\\"2026-01-01 00:00:00+00\\\",)\""),
        text("int4multirange", "'{[1,3),[5,7)}'", "{[1,3),[5,7)}"),
        text("pg_lsn", "'16/B374D848'", "16/B374D848"),
        // arrays
        text("text[]", "'{a,NULL,\"\"}'", "{a,NULL,\\\"\\\"}"),
        text("text[]", "'{}'", "{}"),
        text("text[]", "'{{a,b},{c,d}}'", "{{a,b},{c,d}}"),
        text("integer[]", "'{1,NULL,3}'", "{1,NULL,3}"),
        text("integer[]", "'{{1,2},{3,4}}'", "{{1,2},{3,4}}"),
        text("integer[]", "'[0:1]={1,2}'", "[0:1]={1,2}"),
        text("bigint[]", "'{9223372036854775807}'", "{9223372036854775807}"),
        text(
            "numeric[]",
            "'{1.10,NaN,12345678901234567890.5}'",
            "{1.10,NaN,12345678901234567890.5}"),
        text("numeric(8, 2)[]", "'{{1.1},{2}}'", "{{1.10},{2.00}}"),
        text("boolean[]", "'{t,f,NULL}'", "{t,f,NULL}"),
        text("double precision[]", "'{0.1,NaN,-Infinity}'", "{0.1,NaN,-Infinity}"),
        text("date[]", "'{infinity,0044-03-15 BC}'", "{infinity,\\\"0044-03-15 BC\\\"}"),
        text("time[]", "'{04:05:06.789012}'", "{04:05:06.789012}"),
        text("timestamptz[]", "'{2026-01-01Z}'", "{\\\"2026-01-01 00:00:00+00\\\"}"),
        text("interval[]", "'{1 day}'", "{\\\"1 day\\\"}"),
        text("uuid[]", uuid("'{", "}'"), uuid("{", "}")),
        text("jsonb[]", "array['[1]'::jsonb]", "{[1]}"),
        text("bytea[]", "array['\\x00ff'::bytea]", "{\\\"\\\\\\\\x00ff\\\"}"),
        text("bit(3)[]", "'{101}'", "{101}"),
        text("mood[]", "'{ok,very sad}'", "{ok,\\\"very sad\\\"}"),
        // made by users
        text("pair", "'(1,\"a b\")'", "(1,\\\"a b\\\")"),
        text("pair[]", "array[row(1, 'a')::pair]", "{\\\"(1,a)\\\"}"),
        of("positive", "7", "7"),
        text("positive[]", "'{7}'", "{7}"),
        text("price", "1.5", "1.500"),
        text("day", "'infinity'", "infinity"),
        text("numbers", "'{{1},{2}}'", "{{1},{2}}"),
        of("hstore", "'a=>\"1\",b=>NULL'", "\"{\\\"a\\\":\\\"1\\\",\\\"b\\\":null}\""));
  }

  private static Case of(String type, String literal, String json) {
    return new Case(type, literal, json, json);
  }

  private static Case text(String type, String literal, String text) {
    return of(type, literal, '"' + text + '"');
  }

  private static String uuid(String quote) {
    return uuid(quote, quote);
  }

  private static String uuid(String before, String after) {
    return before + "0f0e0d0c-0b0a-0908-0706-050403020100" + after;
  }
}
