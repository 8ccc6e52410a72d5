package io.millrace.local.stack;

import java.util.Optional;

/**
 * Stands for an engine that the user runs: starting it is looking whether it answers.
 *
 * @param engine where it is
 * @param question asks it something by its own protocol
 */
record ExternalLauncher(ExternalEngine engine, Question question) implements Launcher {

  /** Asks an engine something that it answers when it is well. */
  @FunctionalInterface
  interface Question {
    /**
     * Asks, within a few seconds.
     *
     * @throws Exception if there is no good answer
     */
    void ask() throws Exception;
  }

  @Override
  public String address() {
    return engine.address();
  }

  @Override
  public RunningPart launch(Progress progress) throws Exception {
    progress.at("asking yours");
    try {
      question.ask();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new StackStartException("no good answer from " + engine + ": " + deepestMessage(e), e);
    }
    return new Yours(question);
  }

  private static String deepestMessage(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private record Yours(Question question) implements RunningPart {

    @Override
    public long pid() {
      return 0;
    }

    @Override
    public boolean isAlive() {
      return true;
    }

    @Override
    public void whenEnded(Runnable task) {
      // Its end is the user's affair; it is only asked how it is.
    }

    @Override
    public String epitaph() {
      return "";
    }

    @Override
    public Optional<String> trouble() {
      try {
        question.ask();
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (Exception e) {
        return Optional.of(deepestMessage(e));
      }
    }

    @Override
    public void stop() {
      // It is the user's: nothing of it is ended.
    }

    @Override
    public void kill() {
      throw new UnsupportedOperationException("it is the user's own");
    }
  }
}
