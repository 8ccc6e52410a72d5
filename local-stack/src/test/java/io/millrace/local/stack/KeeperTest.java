package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.runtime.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final List<Keeper> keepers = new CopyOnWriteArrayList<>();
  private final List<Phase> phases = new CopyOnWriteArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    for (Keeper keeper : keepers) {
      stop(keeper);
    }
  }

  @Test
  void startsAComponentAgainThatWasKilled() throws Exception {
    Keeper keeper = begin(launcher("sleep 1000"), RestartPolicy.RESTART);
    ready(keeper);
    long first = keeper.status().pid();

    keeper.kill();

    await()
        .atMost(LIMIT)
        .until(() -> keeper.status().phase() == Phase.READY && keeper.status().pid() != first);
    assertThat(phases)
        .containsSubsequence(Phase.READY, Phase.RESTARTING, Phase.STARTING, Phase.READY);
  }

  @Test
  void leavesAComponentDownWhenToldToAndStartsItWhenAsked() throws Exception {
    Keeper keeper = begin(launcher("sleep 1000"), RestartPolicy.LEAVE);
    ready(keeper);

    keeper.kill();
    await().atMost(LIMIT).until(() -> keeper.status().phase() == Phase.FAILED);
    assertThat(keeper.status().detail()).isEqualTo("was killed");

    keeper.start().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(keeper.status().phase()).isEqualTo(Phase.READY);
  }

  @Test
  void waitsLongerBeforeEachNewStartOfAComponentThatCannotStart() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    Launcher good = launcher("sleep 1000");
    Keeper keeper =
        begin(new Fickle(good, () -> starts.incrementAndGet() == 1), RestartPolicy.RESTART);
    ready(keeper);

    keeper.kill();

    await().atMost(LIMIT).until(() -> keeper.status().detail().endsWith("again in 2 s"));
    assertThat(keeper.status().detail()).startsWith("no luck");
  }

  @Test
  void tellsWhyAFirstStartFailedAndNothingStartsAfterIt() throws Exception {
    Keeper failing = begin(new Fickle(launcher("true"), () -> false), RestartPolicy.RESTART);
    Keeper dependent =
        new Keeper(Component.SPARK, launcher("true"), RestartPolicy.RESTART, s -> {});
    keepers.add(dependent);
    dependent.begin(List.of(failing));

    assertThatThrownBy(() -> ready(failing))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("kafka did not start: no luck");
    assertThatThrownBy(() -> ready(dependent)).isInstanceOf(CancellationException.class);
    assertThat(dependent.status().phase()).isEqualTo(Phase.WAITING);
  }

  @Test
  void tellsOfAnErrorInAStartRatherThanKeepEveryoneWaiting() {
    Keeper keeper =
        begin(
            new Fickle(
                launcher("true"),
                () -> {
                  throw new ClassFormatError("Truncated class file");
                }),
            RestartPolicy.RESTART);

    assertThatThrownBy(() -> ready(keeper))
        .hasMessageContaining("kafka did not start: java.lang.ClassFormatError: Truncated");
    assertThat(keeper.status().phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void givesAStartUpThatIsUnderWay() throws Exception {
    CompletableFuture<Void> launching = new CompletableFuture<>();
    Keeper keeper =
        begin(
            new Fickle(
                launcher("true"),
                () -> {
                  launching.complete(null);
                  TimeUnit.DAYS.sleep(1);
                  return true;
                }),
            RestartPolicy.RESTART);
    launching.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    stop(keeper);

    assertThat(keeper.status().phase()).isEqualTo(Phase.STOPPED);
    assertThatThrownBy(() -> ready(keeper)).isInstanceOf(CancellationException.class);
  }

  private Keeper begin(Launcher launcher, RestartPolicy policy) {
    Keeper keeper =
        new Keeper(Component.KAFKA, launcher, policy, status -> phases.add(status.phase()));
    keepers.add(keeper);
    keeper.begin(List.of());
    return keeper;
  }

  private static void ready(Keeper keeper) throws Exception {
    keeper.firstReady().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static void stop(Keeper keeper) throws Exception {
    keeper.stop().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private Launcher launcher(String script) {
    return new Launcher() {
      @Override
      public RunningPart launch(Progress progress) throws IOException {
        return new ChildPart(
            ChildProcess.start(
                new ChildProcess.Spec(
                    "script",
                    List.of("sh", "-c", script),
                    Map.of(),
                    folder,
                    folder.resolve("log"))));
      }

      @Override
      public String address() {
        return "nowhere";
      }
    };
  }

  private interface Chance {
    boolean smiles() throws InterruptedException;
  }

  /** Starts its process only if chance smiles. */
  private record Fickle(Launcher launcher, Chance chance) implements Launcher {
    @Override
    public RunningPart launch(Progress progress) throws Exception {
      if (!chance.smiles()) {
        throw new IOException("no luck");
      }
      return launcher.launch(progress);
    }

    @Override
    public String address() {
      return launcher.address();
    }
  }
}
