package io.millrace.gateway.retail;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.model.retail.RetailRule;
import io.millrace.model.retail.RetailRule.Action;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A page of sales, asked for.
 *
 * @param filter which sales
 * @param rules only rows that name one of these; none asks for all
 * @param limit rows of the page, 1 to {@value #MAX_LIMIT}
 * @param after the row the page follows; empty for the first page
 * @param format how it is written
 */
record SalesQuery(
    SalesFilter filter,
    Set<String> rules,
    int limit,
    Optional<LineCursor> after,
    AnswerFormat format) {

  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;

  SalesQuery {
    rules = Set.copyOf(rules);
  }

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static SalesQuery read(MultivaluedMap<String, String> given, HttpHeaders headers) {
    List<String> known = new ArrayList<>(SalesFilter.PARAMETERS);
    known.addAll(List.of("rule", "limit", "cursor", "format"));
    RequestParameters parameters = new RequestParameters(given, known);
    SalesFilter filter = SalesFilter.read(parameters);
    List<String> rules =
        Stream.of(Action.RECOVER, Action.FLAG)
            .flatMap(action -> RetailRule.of(action).stream())
            .map(RetailRule::reason)
            .toList();
    Set<String> named =
        parameters.choices(
            "rule",
            text -> rules.contains(text) ? Optional.of(text) : Optional.empty(),
            "is not a rule that sales name",
            String.join(", ", rules));
    int limit = parameters.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Optional<LineCursor> after = parameters.cursor(LineCursor::decode);
    AnswerFormat format = AnswerFormat.readOfPages(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new SalesQuery(filter, named, limit, after, format);
  }
}
