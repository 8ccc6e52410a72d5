package io.millrace.gateway.deadletters;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of dead letters, newest first.
 *
 * @param deadLetters at most as many as the request's limit; there may be fewer, or none, and more
 *     to come, since one request looks at so many records only
 * @param cursor for the next page; null at the topic's beginning
 * @param next path and query of the next page; null at the topic's beginning
 * @param scanned records looked at
 */
@Schema(description = "A page of dead letters, newest first")
public record DeadLettersPage(
    List<DeadLetter> deadLetters,
    @Schema(nullable = true) @Nullable String cursor,
    @Schema(
            nullable = true,
            description =
                "Path and query of the next page, null at the topic's beginning; also the Link"
                    + " header. A page may be empty and have a next one.")
        @Nullable String next,
    @Schema(description = "Records looked at for this page") int scanned) {

  /** Copies the list. */
  public DeadLettersPage {
    deadLetters = List.copyOf(deadLetters);
  }
}
