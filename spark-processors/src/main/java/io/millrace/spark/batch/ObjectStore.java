package io.millrace.spark.batch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;

/** Objects by their paths, such as {@code s3a://bucket/key}. */
public final class ObjectStore {

  private final Configuration hadoop;

  /** With the store's address and credentials. */
  public ObjectStore(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * The objects that a pattern matches, no folders.
   *
   * @param glob may hold {@code *}, {@code ?}, {@code [a-b]} and <code>{a,b}</code>
   * @throws BatchException if there is none, or the store does not answer
   */
  public List<FileStatus> matching(String glob) {
    List<FileStatus> objects = found(glob);
    if (objects.isEmpty()) {
      throw new BatchException(
          "--from-s3 is "
              + glob
              + "; no object matches it"
              + (glob(glob).length > 0 ? ", only folders: add /* to it" : ""));
    }
    return objects;
  }

  /**
   * The objects that a pattern matches, no folders; none if there is none.
   *
   * @throws BatchException if the store does not answer
   */
  public List<FileStatus> found(String glob) {
    return Arrays.stream(glob(glob)).filter(FileStatus::isFile).toList();
  }

  private FileStatus[] glob(String glob) {
    try {
      Path path = new Path(glob);
      FileStatus[] found = path.getFileSystem(hadoop).globStatus(path);
      return found == null ? new FileStatus[0] : found;
    } catch (IOException e) {
      throw new BatchException("--from-s3 is " + glob + "; it cannot be listed: " + e, e);
    }
  }

  /** The paths of all objects below a folder; none if there is no such folder. */
  public List<String> below(String folder) throws IOException {
    return list(folder).stream().map(object -> object.getPath().toString()).toList();
  }

  /** All objects below a folder; none if there is no such folder. */
  public List<FileStatus> list(String folder) throws IOException {
    Path path = new Path(folder);
    List<FileStatus> objects = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> found =
          path.getFileSystem(hadoop).listFiles(path, /* recursive= */ true);
      while (found.hasNext()) {
        objects.add(found.next());
      }
    } catch (FileNotFoundException e) {
      // Nothing was ever written there.
    }
    return objects;
  }

  /** The text of an object, UTF-8; empty if there is none of that name. */
  public Optional<String> read(String object) throws IOException {
    Path path = new Path(object);
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** All bytes of an object, or an error. */
  public byte[] bytes(String object) throws IOException {
    Path path = new Path(object);
    FileSystem files = path.getFileSystem(hadoop);
    byte[] bytes = new byte[Math.toIntExact(files.getFileStatus(path).getLen())];
    try (FSDataInputStream in = files.open(path)) {
      // Not what comes until the stream ends: a connection that breaks off must not pass for that.
      in.readFully(0, bytes);
    }
    return bytes;
  }

  /** Opens a Parquet file for some of its columns, and those rows that a filter lets pass. */
  public ParquetReader<Group> parquet(String file, MessageType columns, FilterCompat.Filter rows)
      throws IOException {
    Configuration projected = new Configuration(hadoop);
    projected.set(ReadSupport.PARQUET_READ_SCHEMA, columns.toString());
    return ParquetReader.builder(new GroupReadSupport(), new Path(file))
        .withConf(projected)
        .withFilter(rows)
        .build();
  }

  /** Deletes the objects below a folder, except for some; answers how many it deleted. */
  public int deleteBelow(String folder, Set<String> except) throws IOException {
    int deleted = 0;
    for (String object : below(folder)) {
      if (!except.contains(object)) {
        delete(object);
        deleted++;
      }
    }
    return deleted;
  }

  /** Deletes one object, if it is there. */
  public void delete(String object) throws IOException {
    Path path = new Path(object);
    path.getFileSystem(hadoop).delete(path, /* recursive= */ false);
  }

  /**
   * Begins an object, which appears whole when the stream is closed and not at all when it is
   * aborted or never closed.
   */
  public FSDataOutputStream create(String object) throws IOException {
    Path path = new Path(object);
    return path.getFileSystem(hadoop).create(path, /* overwrite= */ true);
  }

  /** Writes one object over what is there. */
  public void write(String object, String text) throws IOException {
    try (FSDataOutputStream out = create(object)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
