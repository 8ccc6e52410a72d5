package io.millrace.gateway.retail;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;

/**
 * The item directory, asked for.
 *
 * @param categories which categories; none asks for all
 * @param format how it is written
 */
record ItemsQuery(Set<String> categories, AnswerFormat format) {

  ItemsQuery {
    categories = Set.copyOf(categories);
  }

  /**
   * Reads a request.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static ItemsQuery read(MultivaluedMap<String, String> given, HttpHeaders headers) {
    RequestParameters parameters = new RequestParameters(given, List.of("category", "format"));
    Set<String> categories = SalesFilter.names(parameters, "category");
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new ItemsQuery(categories, format);
  }
}
