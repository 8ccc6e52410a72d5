package io.millrace.scheduler.notify;

import java.time.Duration;
import java.util.Set;

/** A way to tell somebody. */
interface Channel {

  /** Its name in the outbox. */
  enum Name {
    LOG,
    WEBHOOK,
    TELEGRAM
  }

  /** Its name. */
  Name name();

  /** What it tells of; nothing if it is not set up. */
  Set<Event> events();

  /** Tells it, once; anything but an answer is a reason to try again. */
  Delivery deliver(Announcement announcement) throws InterruptedException;

  /** What came of it. */
  sealed interface Delivery {

    /** It has arrived. */
    record Delivered() implements Delivery {}

    /**
     * Not now.
     *
     * @param reason for people
     * @param pause at least that long; zero if the receiver did not say
     */
    record Retry(String reason, Duration pause) implements Delivery {}

    /**
     * Never.
     *
     * @param reason for people, with the remedy
     */
    record GivenUp(String reason) implements Delivery {}
  }
}
