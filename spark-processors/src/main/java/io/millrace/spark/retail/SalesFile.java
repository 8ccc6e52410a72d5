package io.millrace.spark.retail;

import io.millrace.spark.batch.BatchException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file of sales, on this machine or in the store.
 *
 * @param path such as {@code sales.csv} or {@code s3a://raw-data/sales.csv}
 * @param bytes its size
 * @param charset name of that in which it is read unless it begins with a byte order mark, which
 *     then says it
 * @param header its first record
 */
record SalesFile(String path, long bytes, String charset, SalesHeader header)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int MARK_BYTES = 3;

  /**
   * Looks at the file's beginning.
   *
   * @throws BatchException if it cannot be read, is empty, or has no header of sales
   */
  static SalesFile open(Configuration hadoop, String path, Charset charset) {
    try {
      Path hadoopPath = new Path(path);
      FileStatus status = hadoopPath.getFileSystem(hadoop).getFileStatus(hadoopPath);
      if (!status.isFile()) {
        throw new BatchException("FILE is " + path + "; that is a folder: name one CSV file");
      }
      StringBuilder all = new StringBuilder();
      for (SalesHeader.Separator separator : SalesHeader.Separator.values()) {
        all.append(separator.character());
      }
      try (RecordReader records =
          new RecordReader(reader(hadoop, path, charset), path, all.toString())) {
        if (!records.hasNext()) {
          throw new BatchException(
              "FILE is " + path + "; it is empty: its first line must name the columns");
        }
        SalesHeader header = SalesHeader.read(path, records.next().text());
        if (!records.hasNext()) {
          throw new BatchException(
              "FILE is "
                  + path
                  + "; it has a header and no rows; what was published before stays as it is");
        }
        return new SalesFile(path, status.getLen(), charset.name(), header);
      }
    } catch (FileNotFoundException e) {
      throw new BatchException(
          "FILE is " + path + "; there is no such file; allowed: a path, or s3a://bucket/key", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new BatchException("FILE is " + path + "; it cannot be read: " + e, e);
    }
  }

  /** Its records behind the header; the caller closes them. */
  RecordReader records(Configuration hadoop) throws IOException {
    RecordReader records =
        new RecordReader(
            reader(hadoop, path, Charset.forName(charset)),
            path,
            String.valueOf(header.separator().character()));
    if (records.hasNext()) {
      records.next();
    }
    return records;
  }

  private static BufferedReader reader(Configuration hadoop, String path, Charset charset)
      throws IOException {
    Path hadoopPath = new Path(path);
    PushbackInputStream in =
        new PushbackInputStream(hadoopPath.getFileSystem(hadoop).open(hadoopPath), MARK_BYTES);
    Charset marked = afterMark(in, charset);
    return new BufferedReader(
        new InputStreamReader(
            in,
            marked
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  /** Reads a byte order mark away, if there is one. */
  private static Charset afterMark(PushbackInputStream in, Charset otherwise) throws IOException {
    byte[] start = readStart(in);
    if (begins(start, 0xef, 0xbb, 0xbf)) {
      return StandardCharsets.UTF_8;
    }
    if (begins(start, 0xff, 0xfe)) {
      in.unread(start, 2, start.length - 2);
      return StandardCharsets.UTF_16LE;
    }
    if (begins(start, 0xfe, 0xff)) {
      in.unread(start, 2, start.length - 2);
      return StandardCharsets.UTF_16BE;
    }
    in.unread(start);
    return otherwise;
  }

  private static byte[] readStart(InputStream in) throws IOException {
    return in.readNBytes(MARK_BYTES);
  }

  private static boolean begins(byte[] start, int... mark) {
    if (start.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((start[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
