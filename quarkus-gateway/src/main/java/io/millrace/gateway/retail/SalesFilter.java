package io.millrace.gateway.retail;

import io.millrace.gateway.analytics.SqlText;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.UriBuilder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which sales are asked for; a set that is empty asks for all.
 *
 * @param from first day contained; empty for all before {@code to}
 * @param to first day no longer contained; empty for all from {@code from} on
 */
record SalesFilter(
    Optional<LocalDate> from,
    Optional<LocalDate> to,
    Set<String> categories,
    Set<String> paymentMethods,
    Set<String> locations) {

  /** The parameters it is read from. */
  static final List<String> PARAMETERS =
      List.of("from", "to", "category", "paymentMethod", "location");

  private static final int LONGEST = 200;
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

  SalesFilter {
    categories = Set.copyOf(categories);
    paymentMethods = Set.copyOf(paymentMethods);
    locations = Set.copyOf(locations);
  }

  /** Reads {@link #PARAMETERS}. */
  static SalesFilter read(RequestParameters parameters) {
    Optional<LocalDate> from = day(parameters, "from");
    Optional<LocalDate> to = day(parameters, "to");
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      parameters.reject(
          "from", from.get().toString(), "is not before to", "a day before to, " + to.get());
    }
    return new SalesFilter(
        from,
        to,
        names(parameters, "category"),
        names(parameters, "paymentMethod"),
        names(parameters, "location"));
  }

  /** Names of which the values come from files, so any text may be one. */
  static Set<String> names(RequestParameters parameters, String parameter) {
    return parameters.choices(
        parameter,
        text ->
            text.isBlank()
                    || text.length() > LONGEST
                    || text.chars().anyMatch(Character::isISOControl)
                ? Optional.empty()
                : Optional.of(text),
        "is not a name",
        "1 to " + LONGEST + " characters as the answers write it");
  }

  private static Optional<LocalDate> day(RequestParameters parameters, String name) {
    return parameters.optional(
        name,
        text -> {
          try {
            LocalDate day = LocalDate.parse(text);
            return day.isBefore(EARLIEST) || day.isAfter(LATEST)
                ? Optional.empty()
                : Optional.of(day);
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        },
        "is not a day",
        "a day such as 2024-04-08, from " + EARLIEST + " to " + LATEST);
  }

  /** Appends {@code AND …} for each of them; days leave out sales without one. */
  SqlText appendTo(SqlText sql) {
    from.ifPresent(day -> sql.append(" AND transaction_date >= toDate(?)", day.toString()));
    to.ifPresent(day -> sql.append(" AND transaction_date < toDate(?)", day.toString()));
    return sql.appendIn("category", sorted(categories))
        .appendIn("payment_method", sorted(paymentMethods))
        .appendIn("location", sorted(locations));
  }

  /** Repeats them in a link. */
  void addTo(UriBuilder link) {
    from.ifPresent(day -> link.queryParam("from", day));
    to.ifPresent(day -> link.queryParam("to", day));
    sorted(categories).forEach(add(link, "category"));
    sorted(paymentMethods).forEach(add(link, "paymentMethod"));
    sorted(locations).forEach(add(link, "location"));
  }

  private static Consumer<String> add(UriBuilder link, String parameter) {
    // Encoded before, since the builder takes {…} for a template.
    return name -> link.queryParam(parameter, "{name}").resolveTemplate("name", name);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
