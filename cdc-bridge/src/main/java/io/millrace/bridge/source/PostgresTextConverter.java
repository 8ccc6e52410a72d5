package io.millrace.bridge.source;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.millrace.bridge.json.UnavailableValue;
import java.sql.Types;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/**
 * Carries as text the types that Debezium's own conversions change, lose or leave out; README.md of
 * this module has the table. Debezium makes one for each engine, by name.
 *
 * <p>Arrays are among them because PostgreSQL's array types do not fix the number of dimensions:
 * Debezium's JSON arrays are wrong for any but one, and an unchanged TOAST value of most element
 * types would arrive as null.
 */
public final class PostgresTextConverter
    implements CustomConverter<SchemaBuilder, RelationalColumn> {

  private static final Set<Integer> CHANGED_BY_DEBEZIUM =
      Set.of(Oid.NUMERIC, Oid.DATE, Oid.TIMESTAMP, Oid.TIME, Oid.BIT, Oid.VARBIT, Oid.NAME);

  /** Types that the driver does not know but Debezium does. */
  private static final Set<String> KNOWN_TO_DEBEZIUM =
      Set.of(
          "json",
          "jsonb",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "interval",
          "tsvector",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "point",
          "hstore",
          "citext",
          "ltree",
          "isbn",
          "geometry",
          "geography",
          "vector",
          "halfvec",
          "sparsevec");

  @Override
  public void configure(Properties properties) {
    // Nothing to choose.
  }

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    if (converts(column)) {
      SchemaBuilder text = SchemaBuilder.string();
      if (!column.isOptional()) {
        // Where the old row is only the key, Debezium has no value for the other columns.
        text.optional();
      }
      registration.register(text, form(column.nativeType()));
    }
  }

  private static boolean converts(RelationalColumn column) {
    return column.jdbcType() == Types.ARRAY
        || CHANGED_BY_DEBEZIUM.contains(column.nativeType())
        || ((column.jdbcType() == Types.OTHER || column.jdbcType() == Types.STRUCT)
            && !KNOWN_TO_DEBEZIUM.contains(column.typeName()));
  }

  private static Converter form(int nativeType) {
    return switch (nativeType) {
      case Oid.NUMERIC -> value -> orUnavailable(value, PostgresText::numeric);
      case Oid.DATE -> value -> orUnavailable(value, PostgresText::date);
      case Oid.TIMESTAMP -> value -> orUnavailable(value, PostgresText::timestamp);
      default -> value -> orUnavailable(value, PostgresText::literal);
    };
  }

  private static @Nullable String orUnavailable(
      @Nullable Object value, Function<Object, @Nullable String> form) {
    if (value == null) {
      return null;
    }
    return UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)
        ? UnavailableValue.text()
        : form.apply(value);
  }
}
