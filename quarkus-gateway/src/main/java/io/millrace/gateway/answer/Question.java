package io.millrace.gateway.answer;

import io.millrace.gateway.analytics.Endpoint;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is asked, so that two requests with equal questions may have the same answer. A range that
 * is not given stays so: "the last hour" is one question, and its answer says which hour.
 *
 * @param endpoint which
 * @param target path and parameters, by name and value, however they were ordered or escaped
 * @param mediaType how the answer is written, such as {@code application/geo+json}
 */
record Question(Endpoint endpoint, String target, String mediaType) {

  /**
   * The question of a request whose parameters have been checked.
   *
   * @param parameters as the query string has them, unescaped
   */
  static Question of(Endpoint endpoint, String path, MultiMap parameters, String mediaType) {
    Map<String, TreeSet<String>> sorted = new TreeMap<>();
    for (Map.Entry<String, String> parameter : parameters) {
      sorted.computeIfAbsent(parameter.getKey(), name -> new TreeSet<>()).add(parameter.getValue());
    }
    String query =
        sorted.entrySet().stream()
            .flatMap(
                values ->
                    values.getValue().stream().map(value -> values.getKey() + "=" + escaped(value)))
            .collect(Collectors.joining("&"));
    return new Question(endpoint, path + "?" + query, mediaType);
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** What it takes as a key, bytes. */
  int weight() {
    return 2 * target.length();
  }
}
