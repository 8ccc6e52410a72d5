package io.millrace.gateway.deadletters;

import io.millrace.gateway.analytics.Endpoint;
import io.millrace.gateway.answer.Content;
import io.millrace.gateway.answer.ReadyAnswers;
import io.millrace.gateway.deadletters.LetterLog.Walk;
import io.millrace.gateway.problem.InvalidRequestException;
import io.millrace.gateway.problem.NothingFoundException;
import io.millrace.gateway.problem.Violation;
import io.millrace.gateway.request.Answers;
import io.millrace.gateway.request.RequestParameters;
import io.millrace.gateway.request.TimeRange;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.security.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Answers {@link DeadLettersApi}: letters from the topic itself, which has those of the bridge and
 * the bytes; counts from ClickHouse.
 */
@Blocking
public class DeadLettersResource implements DeadLettersApi {

  private static final Endpoint SUMMARY = Endpoint.light("dead_letters_summary");

  private final KafkaReads kafka;
  private final Replays replays;
  private final Replayer replayer;
  private final LetterDownloads downloads;
  private final ReadyAnswers answers;
  private final LetterCountRepository counts;
  private final InstantSource clock = InstantSource.system();

  DeadLettersResource(
      KafkaReads kafka,
      Replays replays,
      Replayer replayer,
      LetterDownloads downloads,
      ReadyAnswers answers,
      LetterCountRepository counts) {
    this.kafka = kafka;
    this.replays = replays;
    this.replayer = replayer;
    this.downloads = downloads;
    this.answers = answers;
    this.counts = counts;
  }

  @Override
  public CompletionStage<Response> deadLetters(UriInfo uri) {
    LettersQuery query = LettersQuery.read(uri.getQueryParameters());
    return kafka
        .read(
            (consumer, deadline) -> {
              replays.catchUp(consumer, deadline);
              return new LetterLog(consumer, deadline)
                  .walk(query, letter -> DeadLetter.of(letter, replays));
            })
        .thenApply(walk -> page(query, walk));
  }

  @Override
  public CompletionStage<Response> deadLetter(String id, UriInfo uri) {
    LetterId letter = read(id, uri);
    return kafka
        .read(
            (consumer, deadline) -> {
              replays.catchUp(consumer, deadline);
              return DeadLetterDetail.of(find(letter, new LetterLog(consumer, deadline)), replays);
            })
        .thenApply(detail -> Answers.fresh(detail).build());
  }

  @Override
  public CompletionStage<Response> value(String id, UriInfo uri, RoutingContext context) {
    LetterId letter = read(id, uri);
    downloads.begin(context);
    return kafka
        .read((consumer, deadline) -> find(letter, new LetterLog(consumer, deadline)))
        .thenApply(
            found ->
                Answers.fresh(found.value() == null ? new byte[0] : found.value())
                    .type(MediaType.APPLICATION_OCTET_STREAM)
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"dead-letter_" + letter + ".bin\"")
                    .build());
  }

  /** The one thing here that changes something. */
  @Override
  @RolesAllowed("admin")
  public CompletionStage<Response> replay(String id, UriInfo uri, SecurityContext caller) {
    LetterId letter = read(id, uri);
    Principal who = caller.getUserPrincipal();
    String by = who == null || who.getName().isEmpty() ? "anonymous" : who.getName();
    return replayer
        .replay(letter, by)
        .thenApply(
            record ->
                Response.accepted(
                        new ReplayedLetter(
                            letter.toString(), record.topic(), record.partition(), record.offset()))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build());
  }

  @Override
  public CompletionStage<Response> summary(UriInfo uri) {
    RequestParameters parameters =
        new RequestParameters(uri.getQueryParameters(), List.of("from", "to"));
    TimeRange range = TimeRange.read(parameters, clock, TimeRange.LAST_HOUR);
    parameters.check();
    return answers.respond(SUMMARY, connection -> Content.of(counts.counts(connection, range)));
  }

  private static LetterId read(String id, UriInfo uri) {
    new RequestParameters(uri.getQueryParameters(), List.of()).check();
    return LetterId.parse(id)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    List.of(
                        new Violation("id", id, "is not the id of a letter", LetterId.ALLOWED))));
  }

  private static Letter find(LetterId id, LetterLog log) {
    return log.find(id).orElseThrow(() -> new NothingFoundException("no dead letter is at " + id));
  }

  private static Response page(LettersQuery query, Walk<DeadLetter> walk) {
    String cursor = walk.next().map(LetterPositions::encoded).orElse(null);
    String next = cursor == null ? null : next(query, cursor);
    return Answers.page(new DeadLettersPage(walk.found(), cursor, next, walk.scanned()), next)
        .build();
  }

  private static String next(LettersQuery query, String cursor) {
    UriBuilder next = UriBuilder.fromPath(PATH);
    query.topics().stream().sorted().forEach(topic -> next.queryParam("topic", topic));
    query.reasons().stream().sorted().forEach(reason -> next.queryParam("reason", reason));
    query.sender().ifPresent(sender -> next.queryParam("origin", sender.parameter()));
    query.from().ifPresent(from -> next.queryParam("from", from));
    query.to().ifPresent(to -> next.queryParam("to", to));
    return next.queryParam("limit", query.limit()).queryParam("cursor", cursor).build().toString();
  }
}
