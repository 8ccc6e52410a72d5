package io.millrace.gateway.retail;

import io.millrace.gateway.request.AnswerFormat;
import io.millrace.gateway.request.RequestParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures over sales, asked for.
 *
 * @param filter which sales
 * @param limit how many rows at most
 * @param format how it is written
 */
record FiguresQuery(SalesFilter filter, int limit, AnswerFormat format) {

  static final int DEFAULT_TOP = 5;
  static final int MAX_ROWS = 100;

  /**
   * Reads a request for those that lead.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static FiguresQuery ofTop(MultivaluedMap<String, String> given, HttpHeaders headers) {
    RequestParameters parameters = new RequestParameters(given, known("limit", "format"));
    SalesFilter filter = SalesFilter.read(parameters);
    int limit = parameters.limit("limit", DEFAULT_TOP, MAX_ROWS);
    return of(parameters, filter, limit, headers);
  }

  /**
   * Reads a request for all.
   *
   * @throws io.millrace.gateway.problem.InvalidRequestException if anything in it is wrong
   */
  static FiguresQuery ofAll(MultivaluedMap<String, String> given, HttpHeaders headers) {
    RequestParameters parameters = new RequestParameters(given, known("format"));
    return of(parameters, SalesFilter.read(parameters), MAX_ROWS, headers);
  }

  private static FiguresQuery of(
      RequestParameters parameters, SalesFilter filter, int limit, HttpHeaders headers) {
    AnswerFormat format = AnswerFormat.read(parameters, headers, AnswerFormat.OF_TABLES);
    parameters.check();
    return new FiguresQuery(filter, limit, format);
  }

  private static List<String> known(String... more) {
    List<String> known = new ArrayList<>(SalesFilter.PARAMETERS);
    known.addAll(List.of(more));
    return known;
  }
}
