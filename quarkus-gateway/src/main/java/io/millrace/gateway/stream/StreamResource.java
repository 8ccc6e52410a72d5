package io.millrace.gateway.stream;

import io.millrace.gateway.request.RequestParameters;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers {@link StreamApi}: each listener looks again and again for what it does not know. */
public class StreamResource implements StreamApi {

  private final FeedHub hub;

  StreamResource(FeedHub hub) {
    this.hub = hub;
  }

  @Override
  public Multi<OutboundSseEvent> stream(UriInfo uri, Sse sse, @Nullable String lastEventId) {
    List<FeedChannel> wanted = wanted(uri);
    if (!hub.enter()) {
      throw new ClientErrorException(
          FeedHub.MOST_LISTENERS + " listen already; try again when one has gone", 429);
    }
    wanted.forEach(FeedChannel::join);
    Listener listener = new Listener(sse, hub.channels(), wanted, lastEventId);
    AtomicBoolean gone = new AtomicBoolean();
    return Multi.createFrom()
        .ticks()
        .every(Duration.ofMillis(FeedHub.TICK_MILLIS))
        // A client that does not read gets nothing until it does, and then the newest.
        .onOverflow()
        .drop()
        .onItem()
        .transformToMultiAndConcatenate(tick -> Multi.createFrom().iterable(listener.news()))
        .onTermination()
        .invoke(
            () -> {
              if (gone.compareAndSet(false, true)) {
                wanted.forEach(FeedChannel::leave);
                hub.exit();
              }
            });
  }

  private List<FeedChannel> wanted(UriInfo uri) {
    RequestParameters parameters =
        new RequestParameters(uri.getQueryParameters(), List.of("feeds"));
    String names = hub.channels().stream().map(FeedChannel::name).collect(Collectors.joining(", "));
    List<FeedChannel> wanted =
        parameters
            .optional("feeds", this::named, "is not a list of feeds", "some of " + names)
            .orElse(hub.channels());
    parameters.check();
    return wanted;
  }

  private Optional<List<FeedChannel>> named(String text) {
    Set<String> names = Set.copyOf(Arrays.asList(text.split(",", -1)));
    List<FeedChannel> found =
        hub.channels().stream().filter(channel -> names.contains(channel.name())).toList();
    return found.size() == names.size() ? Optional.of(found) : Optional.empty();
  }
}
