package io.millrace.simulator.replay;

import io.millrace.recordings.Recording;
import io.millrace.recordings.RejectsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file of calls in the layout of the MIT Social Evolution study, plain or gzip-compressed, read
 * whole: it is grouped by user, and a replay needs it by time. About 200 bytes of heap per call.
 *
 * @param calls in order of time; equal times in the order of the file
 * @param report what is odd in it
 */
public record CallsFile(List<CallRecord> calls, DirtReport report) {

  public CallsFile {
    calls = List.copyOf(calls);
  }

  /**
   * Reads the file.
   *
   * @param limit at most this many calls, the first in the file
   * @param rejects where lines that cannot be read are kept; created only if there are any
   * @throws IOException if the file cannot be read or the rejects cannot be written
   */
  public static CallsFile read(Path file, long limit, Path rejects) throws IOException {
    List<CallRecord> calls = new ArrayList<>();
    DirtReport report = new DirtReport();
    // The rejects keep every byte as it is: ISO 8859-1 maps each to itself.
    try (BufferedReader reader = open(file);
        RejectsFile rejected = new RejectsFile(rejects, StandardCharsets.ISO_8859_1)) {
      long lineNumber = 0;
      String line;
      while (calls.size() < limit && (line = reader.readLine()) != null) {
        lineNumber++;
        try {
          CallRecord call = CallLine.parse(lineNumber, line);
          calls.add(call);
          report.add(call, line);
        } catch (CallLine.UnreadableException e) {
          report.addUnreadable(lineNumber);
          rejected.add(Long.toString(lineNumber), String.valueOf(e.getMessage()), line);
        }
      }
    }
    calls.sort(Comparator.comparing(CallRecord::time));
    return new CallsFile(calls, report);
  }

  private static BufferedReader open(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Recording.of(file).open(), StandardCharsets.ISO_8859_1));
  }
}
