package io.millrace.gateway.config;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** An origin as browsers send it: scheme and host, and the port unless it is the scheme's own. */
public final class OriginConverter implements Converter<String> {

  private static final long serialVersionUID = 1L;

  private static final Pattern ORIGIN =
      Pattern.compile("https?://(?:[a-z0-9-]+(?:\\.[a-z0-9-]+)*|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

  @Override
  public String convert(String text) {
    String origin = text.strip();
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "allowed: origins, comma separated, such as https://grafana.example.com:3000, in small"
              + " letters, without a path and without *");
    }
    return origin;
  }
}
