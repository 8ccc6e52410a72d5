package io.millrace.gateway.download;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a download on piece by piece: the next is read when the client has taken the last, so
 * neither a slow client nor a large table costs memory. What fails on the way breaks the connection
 * off, so that nobody takes a part for the whole.
 */
@Provider
public class DownloadWriter implements ServerMessageBodyWriter<OpenDownload> {

  private static final Logger log = LoggerFactory.getLogger(DownloadWriter.class);

  private final Downloads downloads;

  DownloadWriter(Downloads downloads) {
    this.downloads = downloads;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return OpenDownload.class.isAssignableFrom(type);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return OpenDownload.class.isAssignableFrom(type);
  }

  @Override
  public void writeResponse(OpenDownload download, Type genericType, ServerRequestContext context) {
    ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
    request.suspend();
    downloads
        .workers()
        .execute(
            () -> {
              try (download) {
                if (request.getMethod().equals("HEAD")) {
                  context.serverResponse().end();
                } else {
                  pass(download, context);
                }
              } catch (IOException | RuntimeException e) {
                log.atWarn()
                    .addKeyValue("path", request.getPath())
                    .addKeyValue("cause", e.toString())
                    .log("a download is broken off");
                context.serverResponse().reset();
              } finally {
                request.resume();
              }
            });
  }

  private static void pass(OpenDownload download, ServerRequestContext context) throws IOException {
    ServerHttpResponse response = context.serverResponse();
    response.setChunked(true);
    byte[] piece = download.next();
    while (piece.length > 0) {
      try {
        response.write(piece).toCompletableFuture().get(download.remaining(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IOException("the client has gone", e);
      } catch (TimeoutException e) {
        throw new IOException("the client took too long to take it", e);
      }
      piece = download.next();
    }
    response.end();
  }

  @Override
  public void writeTo(
      OpenDownload download,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    throw new UnsupportedOperationException("it is passed on without a stream");
  }
}
