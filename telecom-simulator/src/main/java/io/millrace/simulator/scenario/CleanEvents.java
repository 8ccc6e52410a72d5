package io.millrace.simulator.scenario;

import io.millrace.model.telecom.Region;
import io.millrace.model.telecom.TelecomEventType;
import io.millrace.model.telecom.TelecomRule;
import io.millrace.simulator.event.EventRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers do, before any fault of the feed.
 *
 * <p>The shapes: lengths of calls and sessions are lognormal (Bolotin, "Modeling call holding time
 * distributions for CCS network design and performance analysis", IEEE JSAC 12(3), 1994); session
 * volumes have a Pareto tail (Paxson and Floyd, "Wide-area traffic: the failure of Poisson
 * modeling", IEEE/ACM ToN 3(3), 1995). The figures beside them are chosen for a prepaid mobile
 * network and taken from no operator.
 */
final class CleanEvents {

  /** Of 100 events: 50 data sessions, 30 calls, 15 messages, 5 recharges. */
  private static final double DATA_SESSION_SHARE = 0.50;

  private static final double CALL_SHARE = 0.30;
  private static final double SMS_SHARE = 0.15;

  /** Subscribers that use the network outside of their home region, by inhabitants. */
  private static final double ROAMING_SHARE = 0.03;

  /** Calls and messages that stay in the home region of who starts them. */
  private static final double LOCAL_COUNTERPARTY_SHARE = 0.70;

  private static final double CALL_MEDIAN_SECONDS = 75;
  private static final double CALL_SIGMA = 1.2;
  private static final double LONGEST_CALL_SECONDS = 4 * 3600;
  private static final double SESSION_MEDIAN_SECONDS = 420;
  private static final double SESSION_SIGMA = 1.3;
  private static final double LONGEST_SESSION_SECONDS = 24 * 3600;

  private static final double SESSION_MEDIAN_MB = 6;
  private static final double SESSION_MB_SIGMA = 1.6;
  private static final double HEAVY_SESSION_SHARE = 0.02;
  private static final double HEAVY_SESSION_LEAST_MB = 200;
  private static final double HEAVY_SESSION_TAIL = 1.3;
  private static final double LARGEST_SESSION_MB = 50_000;

  private static final int[] NOTES = {200, 500, 1000, 2000, 5000, 10_000, 20_000};
  private static final double[] NOTES_UP_TO = {0.12, 0.36, 0.68, 0.84, 0.93, 0.965, 0.975};
  private static final double ODD_AMOUNT_MEDIAN = 1300;
  private static final double ODD_AMOUNT_SIGMA = 1.0;
  private static final double LARGEST_RECHARGE = 200_000;

  private final Population population;
  private final Draw draw;

  CleanEvents(Population population, Draw draw) {
    this.population = population;
    this.draw = draw;
  }

  /** An event, recorded at an instant, that happened at the same one. */
  EventRow next(Instant recordedAt) {
    TelecomEventType type = type(draw.uniform());
    Region home = population.region(draw);
    int subscriber = population.subscriber(home, draw);
    Region region = draw.happens(ROAMING_SHARE) ? population.region(draw) : home;
    return new EventRow(
        type.name(),
        recordedAt,
        recordedAt,
        region.displayName(),
        population.maskedNumber(subscriber),
        counterparty(type, home, subscriber),
        durationSeconds(type),
        megabytes(type),
        amount(type));
  }

  /** A length for that type, as an event of it or its correction has one. */
  @Nullable Long durationSeconds(TelecomEventType type) {
    return switch (type) {
      case CALL -> seconds(draw.logNormal(CALL_MEDIAN_SECONDS, CALL_SIGMA), LONGEST_CALL_SECONDS);
      case DATA_SESSION ->
          seconds(draw.logNormal(SESSION_MEDIAN_SECONDS, SESSION_SIGMA), LONGEST_SESSION_SECONDS);
      case SMS, BALANCE_RECHARGE -> null;
    };
  }

  /** A volume for that type. */
  @Nullable BigDecimal megabytes(TelecomEventType type) {
    return switch (type) {
      case DATA_SESSION -> {
        double volume =
            draw.happens(HEAVY_SESSION_SHARE)
                ? draw.pareto(HEAVY_SESSION_LEAST_MB, HEAVY_SESSION_TAIL)
                : draw.logNormal(SESSION_MEDIAN_MB, SESSION_MB_SIGMA);
        yield decimal(Math.min(volume, LARGEST_SESSION_MB), 3);
      }
      case CALL, SMS, BALANCE_RECHARGE -> null;
    };
  }

  /** An amount for that type. */
  @Nullable BigDecimal amount(TelecomEventType type) {
    return switch (type) {
      case BALANCE_RECHARGE -> recharge();
      case CALL, SMS, DATA_SESSION -> null;
    };
  }

  /** A region other than the given one, by inhabitants. */
  String otherRegion(@Nullable String displayName) {
    while (true) {
      String other = population.region(draw).displayName();
      if (!other.equals(displayName)) {
        return other;
      }
    }
  }

  private @Nullable String counterparty(TelecomEventType type, Region home, int subscriber) {
    return switch (type) {
      case CALL, SMS -> {
        Region far = draw.happens(LOCAL_COUNTERPARTY_SHARE) ? home : population.region(draw);
        int other = population.subscriber(far, draw);
        while (other == subscriber) {
          other = population.subscriber(far, draw);
        }
        yield population.maskedNumber(other);
      }
      case DATA_SESSION, BALANCE_RECHARGE -> null;
    };
  }

  private BigDecimal recharge() {
    double chance = draw.uniform();
    for (int i = 0; i < NOTES.length; i++) {
      if (chance < NOTES_UP_TO[i]) {
        return decimal(NOTES[i], 2);
      }
    }
    double odd = draw.logNormal(ODD_AMOUNT_MEDIAN, ODD_AMOUNT_SIGMA);
    return decimal(Math.min(odd, LARGEST_RECHARGE), 2);
  }

  private static TelecomEventType type(double chance) {
    if (chance < DATA_SESSION_SHARE) {
      return TelecomEventType.DATA_SESSION;
    }
    if (chance < DATA_SESSION_SHARE + CALL_SHARE) {
      return TelecomEventType.CALL;
    }
    return chance < DATA_SESSION_SHARE + CALL_SHARE + SMS_SHARE
        ? TelecomEventType.SMS
        : TelecomEventType.BALANCE_RECHARGE;
  }

  // A true length that happens to equal the overflow mark would be taken for dirt.
  private static long seconds(double length, double longest) {
    long whole = Math.max(1, Math.round(Math.min(length, longest)));
    return whole == TelecomRule.OVERFLOW_SENTINEL ? whole - 1 : whole;
  }

  private static BigDecimal decimal(double value, int scale) {
    BigDecimal least = BigDecimal.ONE.movePointLeft(scale);
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP).max(least);
  }
}
