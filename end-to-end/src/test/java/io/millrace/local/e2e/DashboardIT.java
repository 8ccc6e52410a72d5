package io.millrace.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.local.e2e.PageBrowser.Size;
import io.millrace.local.stack.Component;
import io.millrace.model.telecom.Region;
import io.millrace.runtime.ChildProcess;
import io.millrace.runtime.ModuleClasspath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The page as somebody sees it while events come and parts fail. After the other classes: they
 * count what is there, and this one adds to it.
 */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {

  private static final List<String> VIEWS = List.of("pipeline", "telecom", "flights");
  private static final int AIRCRAFT = 150;
  private static final Path SCREENSHOTS =
      ModuleClasspath.home().resolve("end-to-end/target/screenshots");

  @RegisterExtension static final RunningPlatform platform = new RunningPlatform();

  private static PageBrowser browser;
  private static ChildProcess simulator;

  @BeforeAll
  static void startBrowserAndSimulators() throws Exception {
    browser = PageBrowser.start();
    platform.simulate(
        "flights",
        "simulate",
        "--aircraft",
        Integer.toString(AIRCRAFT),
        "--snapshots",
        "12",
        "--speed-up",
        "max",
        "--no-http",
        "--rejects",
        platform.file("dashboard.rejects").toString());
    simulator =
        platform.startSimulator("run", "--rate", "100", "--no-http", "--dirty-share", "0.02");
  }

  @AfterAll
  static void stopSimulatorAndBrowser() {
    if (simulator != null) {
      simulator.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void saidNothingWrongAndAskedNobodyElse() {
    browser.closePages();
    assertThat(browser.takeErrors()).isEmpty();
    assertThat(browser.requests())
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(request.getAuthority())
                    .isEqualTo(platform.stack().addresses().gateway().getAuthority()));
  }

  @Test
  @Order(1)
  void showsTelecomTrafficAsItMoves() {
    Page page = open("telecom", Size.DESKTOP, ColorScheme.LIGHT);

    Locator events = page.locator("#telecom-tiles .figure").first();
    soon().untilAsserted(() -> assertThat(number(events)).isPositive());
    long before = number(events);
    soon().untilAsserted(() -> assertThat(number(events)).isGreaterThan(before));
    soon().untilAsserted(() -> assertThat(number(events)).isLessThanOrEqualTo(charted(page)));
    assertThat(page.locator("#connection").textContent()).isEqualTo("Live");
    soon()
        .untilAsserted(
            () ->
                assertThat(points(page, "regions-chart", "regions"))
                    .isEqualTo(Region.values().length));
    soon().untilAsserted(() -> assertThat(page.locator("#daily tbody tr").count()).isPositive());
  }

  @Test
  @Order(2)
  void drawsAircraftAndTheTrackOfTheOneChosenByKeyboard() {
    Page page = open("flights", Size.DESKTOP, ColorScheme.DARK);

    soon()
        .untilAsserted(
            () -> assertThat(points(page, "map", "aircraft")).isGreaterThan(AIRCRAFT / 2));
    soon()
        .untilAsserted(
            () -> assertThat(page.locator("#countries tbody tr").count()).isGreaterThan(3));
    assertThat(page.locator("#quality tbody tr").count()).isGreaterThan(10);

    Locator first = page.locator("#aircraft tbody button").first();
    String callsign = first.textContent();
    first.focus();
    page.keyboard().press("Enter");

    soon().untilAsserted(() -> assertThat(points(page, "map", "track")).isPositive());
    assertThat(page.locator("#details .callsign").textContent()).isEqualTo(callsign);
    assertThat(page.locator("#aircraft tr[data-chosen=yes]").count()).isEqualTo(1);

    page.locator("#flights-callsign").fill(callsign);
    soon().untilAsserted(() -> assertThat(points(page, "map", "aircraft")).isEqualTo(1));
  }

  @Test
  @Order(3)
  void namesThePartThatIsDownUntilItIsBack() throws Exception {
    Page page = open("pipeline", Size.DESKTOP, ColorScheme.LIGHT);
    Locator bridge = page.locator("[data-stage=bridge]");
    soon().untilAsserted(() -> assertThat(bridge.getAttribute("data-state")).isEqualTo("up"));
    assertThat(page.locator("#banners .banner").count()).isZero();

    platform.stack().kill(Component.BRIDGE);

    soon()
        .untilAsserted(
            () ->
                assertThat(page.locator("#banners [data-part=bridge]").textContent())
                    .containsIgnoringCase("bridge is down since")
                    .contains(": "));
    assertThat(bridge.getAttribute("data-state")).isEqualTo("down");
    screenshot(page, "pipeline-bridge-down");

    platform.stack().restart(Component.BRIDGE);

    soon().untilAsserted(() -> assertThat(page.locator("#banners .banner").count()).isZero());
    assertThat(bridge.getAttribute("data-state")).isEqualTo("up");
  }

  @Test
  @Order(4)
  void showsADeadLetterAsItCame() {
    Page page = open("pipeline", Size.DESKTOP, ColorScheme.LIGHT);
    Locator show = page.locator("#dead tbody button").first();
    soon()
        .untilAsserted(
            () -> {
              page.locator("#dead-refresh").click();
              assertThat(show.count()).isEqualTo(1);
            });

    show.click();

    Locator letter = page.locator("#letter-body pre").last();
    letter.waitFor();
    assertThat(letter.textContent()).isNotBlank();
    page.keyboard().press("Escape");
    assertThat(page.locator("#letter").isVisible()).isFalse();
  }

  @Test
  @Order(5)
  void goesOnWhenTheGatewayIsBack() throws Exception {
    Page page = open("telecom", Size.DESKTOP, ColorScheme.LIGHT);
    Locator connection = page.locator("#connection");
    soon().untilAsserted(() -> assertThat(connection.textContent()).isEqualTo("Live"));

    platform.stack().kill(Component.GATEWAY);

    soon()
        .untilAsserted(
            () ->
                assertThat(page.locator("#banners [data-part=gateway]").textContent())
                    .contains("gateway is down since"));
    assertThat(connection.textContent()).isEqualTo("Reconnecting");

    platform.stack().restart(Component.GATEWAY);

    soon().untilAsserted(() -> assertThat(connection.textContent()).isEqualTo("Live"));
    long before = number(page.locator("#telecom-tiles .figure").first());
    soon()
        .untilAsserted(
            () ->
                assertThat(number(page.locator("#telecom-tiles .figure").first()))
                    .isGreaterThan(before));
    assertThat(page.locator("#banners [data-part=gateway]").count()).isZero();
    // That a server which is not there refuses connections is said in the console, too.
    browser.closePages();
    browser.takeErrors();
  }

  @Test
  @Order(6)
  void isAccessibleAndFitsInLightAndDarkOnDesktopAndPhone() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (Size size : Size.values()) {
        Page page = open("pipeline", size, scheme);
        for (String view : VIEWS) {
          page.locator(".tabs a[href='#" + view + "']").click();
          awaitFilled(page, view);
          String name = view + "-" + name(scheme) + "-" + name(size);
          screenshot(page, name);
          assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
              .as(name + " must not scroll sideways")
              .isEqualTo(0);
          if (size == Size.DESKTOP) {
            assertThat(seriousViolations(page)).as(name).isEmpty();
          }
        }
        page.context().close();
      }
    }
  }

  private static Page open(String view, Size size, ColorScheme scheme) {
    Page page = browser.open(size, scheme);
    page.navigate(platform.stack().addresses().gateway().resolve("/#" + view).toString());
    return page;
  }

  private static void awaitFilled(Page page, String view) {
    String chart =
        switch (view) {
          case "pipeline" -> "freshness-chart";
          case "telecom" -> "minutes-chart";
          default -> "map";
        };
    soon()
        .untilAsserted(
            () -> assertThat(page.locator("#" + chart + " canvas").count()).isPositive());
  }

  private static List<String> seriousViolations(Page page) {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
            .map(DashboardIT::described)
            .toList();
  }

  private static String described(Rule rule) {
    return rule.getId() + ": " + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static long number(Locator figure) {
    return Long.parseLong(figure.textContent().replaceAll("\\D", ""));
  }

  /** How many data a series of a chart has; 0 while there is no chart. */
  private static int points(Page page, String chart, String series) {
    return ((Number)
            page.evaluate(
                """
                async ([chart, series]) => {
                  const { chartOf } = await import("/page/chart.js");
                  const found = chartOf(document.getElementById(chart))?.getOption().series
                    .find((one) => one.id === series);
                  return found ? found.data.length : 0;
                }""",
                List.of(chart, series)))
        .intValue();
  }

  /** All events in the chart by minutes. */
  private static long charted(Page page) {
    return ((Number)
            page.evaluate(
                """
                async () => {
                  const { chartOf } = await import("/page/chart.js");
                  const series = chartOf(document.getElementById("minutes-chart"))?.getOption().series ?? [];
                  return series.flatMap((one) => one.data).reduce((sum, point) => sum + point[1], 0);
                }"""))
        .longValue();
  }

  /** In this thread: a page belongs to the thread that has opened it. */
  private static ConditionFactory soon() {
    return await()
        .pollInSameThread()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250));
  }
}
