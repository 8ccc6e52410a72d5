package io.millrace.spark.telecom.batch.clean;

import io.millrace.spark.batch.BatchException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a run, in the order of their paths.
 *
 * @param input qualified folder or pattern, which names the run's rows in the dataset
 * @param files to clean
 * @param ignored files of the folder that are none of lines, by name
 */
record InputFiles(String input, List<InputFile> files, List<String> ignored)
    implements Serializable {

  /** Of a folder, these are read; a pattern says itself what. */
  private static final Pattern LINES =
      Pattern.compile(".*\\.(jsonl|ndjson)(\\.gz|\\.zst|\\.zstd)?");

  private static final long SMALLEST_PART = 8L << 20;
  private static final long LARGEST_PART = 256L << 20;
  private static final int PARTS_PER_CORE = 2;

  /** Copies the lists. */
  InputFiles {
    files = List.copyOf(files);
    ignored = List.copyOf(ignored);
  }

  /**
   * Lists them.
   *
   * @param input a folder, a file, or a pattern with {@code * ? [a-b] {a,b}}; on this machine's
   *     disks or {@code s3a://bucket/…}
   * @throws BatchException if there are none
   */
  static InputFiles list(String input, Configuration hadoop) {
    try {
      Path given = new Path(input);
      FileSystem system = given.getFileSystem(hadoop);
      Path path = system.makeQualified(given);
      List<FileStatus> found = new ArrayList<>();
      List<String> ignored = new ArrayList<>();
      for (FileStatus match : matches(system, path)) {
        if (match.isFile()) {
          found.add(match);
        } else {
          for (FileStatus inside : system.listStatus(match.getPath())) {
            if (inside.isFile() && LINES.matcher(inside.getPath().getName()).matches()) {
              found.add(inside);
            } else {
              ignored.add(inside.getPath().getName());
            }
          }
        }
      }
      if (found.isEmpty()) {
        throw new BatchException(
            "INPUT is "
                + input
                + "; it holds no file named *.jsonl or *.ndjson, plain, .gz or .zst"
                + (ignored.isEmpty() ? "" : ", but " + ignored.size() + " others"));
      }
      found.sort(Comparator.comparing(file -> file.getPath().toString()));
      List<InputFile> files = new ArrayList<>();
      for (FileStatus file : found) {
        files.add(new InputFile(files.size(), file.getPath().toString(), file.getLen()));
      }
      return new InputFiles(path.toString(), files, ignored);
    } catch (IOException | IllegalArgumentException e) {
      throw new BatchException("INPUT is " + input + "; it cannot be listed: " + e, e);
    }
  }

  private static List<FileStatus> matches(FileSystem system, Path path) throws IOException {
    FileStatus[] matches;
    try {
      matches = system.globStatus(path);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return matches == null ? List.of() : Arrays.asList(matches);
  }

  /** As they are stored. */
  long bytes() {
    return files.stream().mapToLong(InputFile::bytes).sum();
  }

  /** Roughly how many bytes of lines there are to read. */
  long work() {
    return files.stream().mapToLong(file -> file.compression().work(file.bytes())).sum();
  }

  /**
   * What each task reads: parts of about one size, in the files' order, so that a task's events are
   * of few days.
   *
   * @param cores that work at a time
   */
  List<List<InputFile.Part>> tasks(int cores) {
    long size =
        Math.min(
            LARGEST_PART, Math.max(SMALLEST_PART, work() / ((long) cores * PARTS_PER_CORE) + 1));
    List<List<InputFile.Part>> tasks = new ArrayList<>();
    List<InputFile.Part> open = new ArrayList<>();
    long inOpen = 0;
    for (InputFile file : files) {
      for (InputFile.Part part : parts(file, size)) {
        if (!open.isEmpty() && inOpen + part.work() > size * 5 / 4) {
          tasks.add(List.copyOf(open));
          open.clear();
          inOpen = 0;
        }
        open.add(part);
        inOpen += part.work();
      }
    }
    tasks.add(List.copyOf(open));
    return tasks;
  }

  private static List<InputFile.Part> parts(InputFile file, long size) {
    if (file.compression() != Compression.NONE || file.bytes() <= size) {
      return List.of(new InputFile.Part(file, 0, Long.MAX_VALUE));
    }
    long count = (file.bytes() + size - 1) / size;
    List<InputFile.Part> parts = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      parts.add(
          new InputFile.Part(
              file,
              file.bytes() * i / count,
              i == count - 1 ? Long.MAX_VALUE : file.bytes() * (i + 1) / count));
    }
    return parts;
  }
}
