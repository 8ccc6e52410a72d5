package io.millrace.local.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The machine's own browser, and what it says and asks for. Without a browser or Node.js on the
 * PATH a test is skipped, unless {@value #REQUIRED} is set: then it fails.
 */
final class PageBrowser implements AutoCloseable {

  /** Environment variable: anything but an empty text makes a missing browser a failure. */
  static final String REQUIRED = "MILLRACE_BROWSER_REQUIRED";

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  private static final int TIMEOUT_MS = 20_000;

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<URI> requests = new CopyOnWriteArrayList<>();

  /** How wide and high a page is shown, in CSS pixels. */
  enum Size {
    DESKTOP(1440, 900),
    PHONE(360, 740);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private PageBrowser(Path executable, Path node) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString())));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    // It shows our own page only, and containers have no namespaces for a sandbox.
                    .setArgs(List.of("--no-sandbox")));
  }

  /** Starts it, or skips the test that asks. */
  static PageBrowser start() {
    Optional<Path> executable =
        BROWSERS.stream().map(PageBrowser::onPath).flatMap(Optional::stream).findFirst();
    Optional<Path> node = onPath("node");
    if (executable.isEmpty() || node.isEmpty()) {
      String missing =
          executable.isEmpty() ? "no browser (" + String.join(", ", BROWSERS) + ")" : "no node";
      String message = missing + " is on the PATH: the page is not tested";
      if (!System.getenv().getOrDefault(REQUIRED, "").isEmpty()) {
        Assertions.fail(message + ", which " + REQUIRED + " asks for");
      }
      Assumptions.abort(message);
    }
    return new PageBrowser(executable.orElseThrow(), node.orElseThrow());
  }

  /** A page of a browser that nobody has used before. */
  Page open(Size size, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(size.width, size.height)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(scheme));
    context.setDefaultTimeout(TIMEOUT_MS);
    context.onRequest(request -> requests.add(URI.create(request.url())));
    context.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            errors.add(message.type() + ": " + message.text() + " " + message.location());
          }
        });
    context.onWebError(error -> errors.add("uncaught: " + error.error()));
    return context.newPage();
  }

  /** What was written to the console as a warning or an error, or not caught, since last asked. */
  List<String> takeErrors() {
    List<String> taken = List.copyOf(errors);
    errors.removeAll(taken);
    return taken;
  }

  /** Closes every page, so that none speaks during the next test. */
  void closePages() {
    List.copyOf(browser.contexts()).forEach(BrowserContext::close);
  }

  /** Everything that was asked for. */
  List<URI> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
