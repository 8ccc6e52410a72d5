package io.millrace.gateway.answer;

import io.millrace.gateway.problem.AnalyticsUnavailableException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Sends a {@link Delivery} that a resource answers with. */
@Provider
public class DeliveryWriter implements ServerMessageBodyWriter<Delivery> {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == Delivery.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == Delivery.class;
  }

  @Override
  public void writeResponse(Delivery delivery, Type genericType, ServerRequestContext context) {
    ServerHttpRequest request = ((ResteasyReactiveRequestContext) context).serverRequest();
    if (!delivery.send(request.unwrap(RoutingContext.class), Instant.now())) {
      throw new AnalyticsUnavailableException(
          "%,d bytes of answers are on their way to slow clients already; try again later"
              .formatted(delivery.inFlight().bound()),
          RETRY_AFTER);
    }
  }

  @Override
  public void writeTo(
      Delivery delivery,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream target) {
    throw new IllegalStateException("a filter or an interceptor took over a ready answer");
  }
}
