package io.millrace.scheduler.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scheduler reads from {@code application.properties} and the environment: {@code
 * sparkHome()} is {@code MILLRACE_SCHEDULER_SPARK_HOME}, and so on. A file of more jobs is named by
 * {@code SMALLRYE_CONFIG_LOCATIONS}.
 */
@ConfigMapping(prefix = "millrace.scheduler")
public interface SchedulerConfig {

  /** An installation of Spark 3.5: the folder with {@code bin/spark-submit}. */
  Path sparkHome();

  /** Where steps leave logs and reports. */
  @WithDefault("scheduler-work")
  Path workFolder();

  /** Spark's master: {@code local[2]}, {@code spark://host:7077}, … */
  String sparkMaster();

  /** What master, workers and drivers know each other by; none for {@code local}. */
  Optional<String> sparkSecret();

  /** The class with the batch jobs' commands. */
  @WithDefault("io.millrace.spark.batch.BatchApplication")
  String mainClass();

  /** The jar with that class; not needed where {@code jars/} of the installation holds it. */
  @WithDefault("spark-internal")
  String application();

  /** Memory of a step's driver, as Spark writes it. */
  @WithDefault("768m")
  String driverMemory();

  /**
   * A file of Spark's own settings, as {@code spark-submit} reads one: read for each step, and
   * stronger than these.
   */
  Optional<Path> sparkProperties();

  /** Spark's own settings, by name. */
  Map<String, String> sparkConf();

  /** How many runs go on at once, each of another job: 1 to 16. */
  @WithDefault("2")
  int parallelRuns();

  /** How often the queue is looked at. */
  @WithDefault("1s")
  Duration pollInterval();

  /**
   * How long a run stays with a scheduler that is not heard of: 5 s to 1 h. One that cannot reach
   * PostgreSQL for two thirds of it ends its steps.
   */
  @WithDefault("2m")
  Duration lease();

  /** How long a process may take to end in order before it is killed. */
  @WithDefault("10s")
  Duration grace();

  /** The jobs, by name. */
  Map<String, Job> jobs();

  /** The scheduler's log, as a channel. */
  Log log();

  /** A POST of JSON. */
  Webhook webhook();

  /** A message of a bot. */
  Telegram telegram();

  /** A chain of steps that is run for a day. */
  interface Job {
    /** Without it nothing is scheduled, and by hand it can be run all the same. */
    @WithDefault("true")
    boolean enabled();

    /** Quartz' six or seven fields, seconds first. */
    String cron();

    /** The time zone of the cron fields and of the days. */
    @WithDefault("UTC")
    String zone();

    /** Whether the day can be computed: what it is computed from is there. */
    Optional<Step> check();

    /** Computes it. */
    Step run();

    /** Checks what was computed, and publishes it. */
    Optional<Step> validate();

    /** How often a step that failed is tried again. */
    @WithDefault("3")
    int retries();

    /** How long until the first of these; doubled for each further one. */
    @WithDefault("1m")
    Duration backoff();

    /** At most that long. */
    @WithDefault("15m")
    Duration maxBackoff();

    /** How long a step may take. */
    @WithDefault("2h")
    Duration timeout();

    /** How long after the scheduled time a day counts as late. */
    @WithDefault("4h")
    Duration lateAfter();

    /** How many missed days are made up for; older ones are skipped. */
    @WithDefault("7")
    int catchUpDays();
  }

  /** A command of the batch application. */
  interface Step {
    /** Its arguments, separated by spaces; {day} and {report} stand for the day and a file. */
    String command();

    /** Instead of the job's. */
    Optional<Duration> timeout();
  }

  /** The scheduler's log. */
  interface Log {
    /** Of what: success, failure, late. */
    @WithDefault("success,failure,late")
    List<String> on();
  }

  /** A POST of JSON. */
  interface Webhook {
    /** Where to; without it there is none. */
    Optional<URI> url();

    /** Of what. */
    @WithDefault("success,failure,late")
    List<String> on();
  }

  /** Telegram's Bot API. */
  interface Telegram {
    /** The bot's token; without it there is none. */
    Optional<String> botToken();

    /** The chat. */
    Optional<String> chatId();

    /** Where the Bot API is. */
    @WithDefault("https://api.telegram.org")
    URI url();

    /** Of what. */
    @WithDefault("failure,late")
    List<String> on();
  }
}
