package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this process. There is one per process and it cannot be opened again once closed:
 * that is the library's own limit. Safe for use by several threads.
 */
public final class Engine implements AutoCloseable {

  /** {@code dlopen} flags: resolve lazily, and keep the engine's symbols out of the JVM's. */
  private static final int RTLD_LAZY_LOCAL = 0x1;

  private final LibChdb library;
  private final DataLock lock;
  private final List<String> arguments;

  /** The engine shuts down for good when its last connection closes, so this one stays. */
  private final EngineConnection keeper;

  private final String version;

  private Engine(LibChdb library, DataLock lock, List<String> arguments) {
    this.library = library;
    this.lock = lock;
    this.arguments = arguments;
    this.keeper = connect();
    this.version = keeper.queryText("SELECT version()").strip();
  }

  /**
   * Starts the engine on its data.
   *
   * <p>The engine reads {@code config.xml} in the working folder and files in HOME, and takes its
   * time zone from TZ; all three are set here for the native side of this process: an empty folder,
   * and UTC.
   *
   * @throws IOException if the data directory cannot be written
   * @throws EngineStartException if another process uses the directory, or the engine won't start
   */
  public static Engine open(EngineConfig config) throws IOException {
    Path data = config.dataDirectory();
    DataLock lock = DataLock.acquire(data);
    try {
      Path empty = Files.createDirectories(data.resolve("run/empty"));
      LibC.INSTANCE.setenv("TZ", "UTC", 1);
      LibC.INSTANCE.setenv("HOME", empty.toString(), 1);
      if (LibC.INSTANCE.chdir(empty.toString()) != 0) {
        throw new EngineStartException("cannot change to the folder " + empty);
      }
      LibChdb library =
          Native.load(
              config.library().toString(),
              LibChdb.class,
              Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY_LOCAL));
      // Before the first connection: otherwise it takes SIGSEGV, which the JVM needs.
      library.chdb_set_signal_handlers_enabled(0);
      return new Engine(library, lock, arguments(config));
    } catch (RuntimeException | IOException | UnsatisfiedLinkError e) {
      lock.close();
      if (e instanceof UnsatisfiedLinkError) {
        throw new EngineStartException("cannot load " + config.library() + ": " + e.getMessage());
      }
      throw e;
    }
  }

  private static List<String> arguments(EngineConfig config) {
    return List.of(
        "clickhouse",
        "--path=" + config.dataDirectory().resolve("engine"),
        "--max_server_memory_usage=" + config.maxMemoryBytes(),
        // The default of 5 GiB would let caches crowd out queries.
        "--mark_cache_size=" + config.maxMemoryBytes() / 16,
        "--logger.level=warning");
  }

  /**
   * A new connection, about 1 ms.
   *
   * @throws EngineStartException if the engine refuses
   */
  public EngineConnection connect() {
    Pointer reference = library.chdb_connect(arguments.size(), arguments.toArray(new String[0]));
    if (reference == null) {
      throw new EngineStartException("the engine refused a connection; its log says why");
    }
    return new EngineConnection(library, reference);
  }

  /** ClickHouse's version, as {@code 26.7.3.1}. */
  public String version() {
    return version;
  }

  /** Closes the last connection, so that the engine stops, and frees the data directory. */
  @Override
  public void close() {
    keeper.close();
    lock.close();
  }

  /**
   * Ends this process at once. A JVM that loaded the engine must end this way: the engine's exit
   * handlers crash.
   */
  public static void exit(int status) {
    LibC.INSTANCE._exit(status);
  }

  /** Holds a data directory for one process; the operating system frees it when that one dies. */
  private record DataLock(FileChannel channel) implements AutoCloseable {

    static DataLock acquire(Path data) throws IOException {
      Files.createDirectories(data);
      Path file = data.resolve("millrace.lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        if (tryLock(channel) == null) {
          String owner = Files.readString(file).strip();
          throw new EngineStartException(
              "the data directory "
                  + data
                  + " is in use by process "
                  + (owner.isEmpty() ? "(unknown)" : owner)
                  + "; stop it, or choose another MILLRACE_CLICKHOUSE_DATA_DIR");
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
        return new DataLock(channel);
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
      try {
        return channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Held by this very process.
        return null;
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
