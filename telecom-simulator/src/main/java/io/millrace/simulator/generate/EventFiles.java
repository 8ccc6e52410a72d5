package io.millrace.simulator.generate;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.simulator.masking.NumberMask;
import io.millrace.simulator.scenario.FaultlessEvents;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Generates a set of files of telecom events, a JSON object a line, and beside it {@value
 * #SIDECAR}, which says what was planted: exactly, by kind and by file. The sidecar comes last, so
 * a set that has one is whole.
 */
public final class EventFiles {

  /** The sidecar's name. */
  public static final String SIDECAR = "telecom-events.planted.json";

  private static final String OURS = "telecom-events{-*.jsonl*,.planted.json}";

  private final GeneratorConfig config;

  /** A set of these settings. */
  public EventFiles(GeneratorConfig config) {
    this.config = config;
  }

  /**
   * Writes all files; memory does not grow with their size.
   *
   * @return the files in order, the empty one last
   * @throws IOException if the folder cannot be written
   * @throws InterruptedException if it is to stop; what is there then has no sidecar
   */
  public List<PlantedFile> generate() throws IOException, InterruptedException {
    Files.createDirectories(config.folder());
    removeEarlier();
    List<FilePlan> plans = FilePlan.of(config);
    ExecutorService threads = Executors.newFixedThreadPool(config.threads());
    List<PlantedFile> written = new ArrayList<>();
    try {
      ThreadLocal<FileGenerator> generators = ThreadLocal.withInitial(this::generator);
      List<Future<PlantedFile>> results = new ArrayList<>();
      for (FilePlan plan : plans) {
        results.add(threads.submit(() -> generators.get().generate(plan)));
      }
      for (Future<PlantedFile> result : results) {
        written.add(result.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    written.add(empty(FilePlan.name(plans.size())));
    writeSidecar(written);
    return written;
  }

  /** Each thread has its own: the subscribers' masks are made when they are needed. */
  private FileGenerator generator() {
    return new FileGenerator(
        config, new FaultlessEvents(config.subscribers(), NumberMask.ofSeed(config.seed())));
  }

  private void removeEarlier() throws IOException {
    // The sidecar first: without it what is left is not a set.
    Files.deleteIfExists(config.folder().resolve(SIDECAR));
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(config.folder(), OURS)) {
      for (Path file : earlier) {
        Files.delete(file);
      }
    }
  }

  private PlantedFile empty(String name) throws IOException {
    Files.createFile(config.folder().resolve(name));
    return new PlantedFile(
        name, FilePlan.Compression.NONE.id(), 0, 0, 0, 0, Map.of(PlantedKind.EMPTY_FILE, 1L));
  }

  private void writeSidecar(List<PlantedFile> files) throws IOException {
    Path unfinished = config.folder().resolve(SIDECAR + ".new");
    try {
      try (JsonGenerator json =
          new JsonFactory()
              .createGenerator(unfinished.toFile(), JsonEncoding.UTF8)
              .useDefaultPrettyPrinter()) {
        sidecar(json, files);
      }
      Files.move(unfinished, config.folder().resolve(SIDECAR), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void sidecar(JsonGenerator json, List<PlantedFile> files) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seed", config.seed());
    json.writeStringField("start", config.start().toString());
    json.writeNumberField("subscribers", config.subscribers());
    json.writeNumberField("long_line_bytes", config.longLineBytes());
    json.writeNumberField("bytes", files.stream().mapToLong(PlantedFile::bytes).sum());
    json.writeNumberField("lines", files.stream().mapToLong(PlantedFile::lines).sum());
    json.writeNumberField("events", files.stream().mapToLong(PlantedFile::events).sum());
    json.writeObjectFieldStart("planted");
    for (PlantedKind kind : PlantedKind.values()) {
      json.writeNumberField(kind.id(), files.stream().mapToLong(file -> file.of(kind)).sum());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("files");
    for (PlantedFile file : files) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      json.writeStringField("compression", file.compression());
      json.writeNumberField("bytes", file.bytes());
      json.writeNumberField("stored_bytes", file.storedBytes());
      json.writeNumberField("lines", file.lines());
      json.writeNumberField("events", file.events());
      json.writeObjectFieldStart("planted");
      for (PlantedKind kind : PlantedKind.values()) {
        if (file.of(kind) > 0) {
          json.writeNumberField(kind.id(), file.of(kind));
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
