package io.millrace.gateway.config;

import org.eclipse.microprofile.config.spi.Converter;

/** A TCP port, 1 to 65535. */
public final class PortConverter implements Converter<Integer> {

  private static final long serialVersionUID = 1L;

  @Override
  public Integer convert(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw new IllegalArgumentException("allowed: a port from 1 to 65535");
  }
}
