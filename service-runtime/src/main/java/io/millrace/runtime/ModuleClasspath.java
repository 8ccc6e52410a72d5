package io.millrace.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the run-time class path of a Millrace module in a built checkout: its {@code
 * target/classes}, then what {@code target/classpath} lists (written at {@code mvn package}).
 */
public final class ModuleClasspath {

  /**
   * System property with the checkout's folder; without it the working folder's parents are
   * searched.
   */
  public static final String HOME_PROPERTY = "millrace.home";

  private ModuleClasspath() {}

  /**
   * The class path of a module, ready for {@code java -cp}.
   *
   * @param module the module's folder, such as {@code kafka-embedded}
   * @throws IllegalStateException if the module is not built
   */
  public static String of(String module) {
    Path target = home().resolve(module).resolve("target");
    Path listing = target.resolve("classpath");
    if (!Files.isReadable(listing)) {
      throw new IllegalStateException(
          listing + " is missing: build the module first with: mvn -Dquick -DskipTests package");
    }
    try {
      return target.resolve("classes") + ":" + Files.readString(listing).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The checkout's folder.
   *
   * @throws IllegalStateException if neither the property nor the working folder leads to one
   */
  public static Path home() {
    String property = System.getProperty(HOME_PROPERTY);
    if (property != null) {
      return Path.of(property).toAbsolutePath();
    }
    Path working = Path.of("").toAbsolutePath();
    Optional<Path> home = Optional.of(working);
    while (home.isPresent() && !Files.exists(home.get().resolve("event-model/pom.xml"))) {
      home = home.map(Path::getParent);
    }
    return home.orElseThrow(
        () ->
            new IllegalStateException(
                "no Millrace checkout above " + working + ": set -D" + HOME_PROPERTY));
  }
}
