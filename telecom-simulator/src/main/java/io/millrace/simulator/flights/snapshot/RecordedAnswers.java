package io.millrace.simulator.flights.snapshot;

import io.millrace.recordings.Recording;
import io.millrace.recordings.flights.opensky.StatesJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recorded answers of {@code /api/states/all}, a snapshot for each document of the file: an answer
 * becomes visible as a whole, at the instant that is its own, and fits into a record. Put together,
 * the bodies are the file byte by byte; a file of one document that is in gzip stays as it is.
 */
final class RecordedAnswers implements SnapshotSource {

  private final String name;
  private final Recording recording;
  private final StatesJson documents;

  /** The same bytes once more, behind those of the documents that have been taken. */
  private @Nullable InputStream bytes;

  private long taken;

  /**
   * @param documents a reader at the beginning of {@code recording}, closed with this
   */
  RecordedAnswers(String name, Recording recording, StatesJson documents) {
    this.name = name;
    this.recording = recording;
    this.documents = documents;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Snapshot> next() throws IOException {
    Optional<StatesJson.Document> document = documents.nextDocument();
    return document.isEmpty()
        ? Optional.empty()
        : Optional.of(new AnswerSnapshot(body(document.get()), Instant.now()));
  }

  @Override
  public void close() throws IOException {
    documents.close();
    if (bytes != null) {
      bytes.close();
    }
  }

  private byte[] body(StatesJson.Document document) throws IOException {
    boolean isWhole = taken == 0 && document.next().isEmpty();
    if (isWhole) {
      return Gzip.of(recording);
    }
    InputStream from = bytes == null ? recording.open() : bytes;
    bytes = from;
    long length = document.next().orElse(Long.MAX_VALUE) - taken;
    taken += length;
    return Gzip.of(out -> Gzip.copy(from, length, out));
  }
}
