package io.millrace.gateway.stream;

import java.util.concurrent.CompletionStage;

/**
 * Something that is pushed to listeners as a whole each time it changes. Every bean of this type is
 * a feed of {@code GET /api/v1/stream}. It is read only while somebody listens, once for all who
 * do, and never twice at a time.
 */
public interface LiveFeed {

  /** The name of its events; lower-case letters. */
  String name();

  /**
   * Looks whether the content may have changed; cheap.
   *
   * @return something that equals the last answer if it has not
   */
  CompletionStage<?> mark();

  /** Reads the content, which becomes JSON. */
  CompletionStage<?> content();
}
