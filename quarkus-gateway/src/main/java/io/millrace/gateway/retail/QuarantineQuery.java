package io.millrace.gateway.retail;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.model.retail.RetailRule;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A page of rows that were dropped, asked for.
 *
 * @param reasons only rows dropped for one of these; none asks for all
 * @param limit rows of the page, 1 to 1000
 * @param after the row the page follows; empty for the first page
 * @param format how it is written
 */
record QuarantineQuery(
    Set<String> reasons, int limit, Optional<LineCursor> after, AnswerFormat format) {

  QuarantineQuery {
    reasons = Set.copyOf(reasons);
  }

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static QuarantineQuery read(MultivaluedMap<String, String> given, HttpHeaders headers) {
    RequestParameters parameters =
        new RequestParameters(given, List.of("reason", "limit", "cursor", "format"));
    List<String> known =
        RetailRule.of(RetailRule.Action.DROP).stream().map(RetailRule::reason).toList();
    Set<String> reasons =
        parameters.choices(
            "reason",
            text -> known.contains(text) ? Optional.of(text) : Optional.empty(),
            "is not a reason",
            String.join(", ", known));
    int limit = parameters.limit("limit", SalesQuery.DEFAULT_LIMIT, SalesQuery.MAX_LIMIT);
    Optional<LineCursor> after = parameters.cursor(LineCursor::decode);
    AnswerFormat format = AnswerFormat.readOfPages(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new QuarantineQuery(reasons, limit, after, format);
  }
}
