package io.millrace.benchmarks.capture;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@code pg_recvlogical} writes: pgoutput's messages (protocol version 1, see "Logical
 * Replication Message Formats" in PostgreSQL's manual), each followed by a line feed. Only the
 * first column of changed rows is kept.
 */
final class PgoutputReader {

  private final DataInputStream in;

  PgoutputReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** The first column of the next row that was inserted or updated, a number. */
  long nextRow() throws IOException {
    while (true) {
      char kind = (char) in.readUnsignedByte();
      long row = -1;
      switch (kind) {
        case 'B' -> in.skipNBytes(8 + 8 + 4);
        case 'C' -> in.skipNBytes(1 + 8 + 8 + 8);
        case 'O' -> {
          in.skipNBytes(8);
          skipText();
        }
        case 'R' -> skipRelation();
        case 'Y' -> {
          in.skipNBytes(4);
          skipText();
          skipText();
        }
        case 'I' -> row = newRow();
        case 'U' -> row = newRow();
        case 'D' -> {
          in.skipNBytes(4 + 1);
          firstColumn();
        }
        case 'T' -> {
          int tables = in.readInt();
          in.skipNBytes(1 + 4L * tables);
        }
        default -> throw new IOException("unknown message of pgoutput: " + kind);
      }
      if (in.readUnsignedByte() != '\n') {
        throw new IOException("expected a line feed behind message " + kind);
      }
      if (row >= 0) {
        return row;
      }
    }
  }

  private long newRow() throws IOException {
    in.skipNBytes(4);
    long old = 0;
    while (true) {
      char part = (char) in.readUnsignedByte();
      long column = firstColumn();
      if (part == 'N') {
        return column;
      }
      // The row before, or its key; passed over.
      old += column;
      if (part != 'O' && part != 'K') {
        throw new IOException("unknown part of a change: " + part + " behind " + old);
      }
    }
  }

  private long firstColumn() throws IOException {
    int columns = in.readUnsignedShort();
    long first = -1;
    for (int i = 0; i < columns; i++) {
      char kind = (char) in.readUnsignedByte();
      if (kind == 'n' || kind == 'u') {
        continue;
      }
      int length = in.readInt();
      if (i == 0) {
        first = Long.parseLong(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
      } else {
        in.skipNBytes(length);
      }
    }
    return first;
  }

  private void skipRelation() throws IOException {
    in.skipNBytes(4);
    skipText();
    skipText();
    in.skipNBytes(1);
    int columns = in.readUnsignedShort();
    for (int i = 0; i < columns; i++) {
      in.skipNBytes(1);
      skipText();
      in.skipNBytes(4 + 4);
    }
  }

  private void skipText() throws IOException {
    int next;
    do {
      next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
    } while (next != 0);
  }
}
