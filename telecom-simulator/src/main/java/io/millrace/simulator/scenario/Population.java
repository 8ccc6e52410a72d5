package io.millrace.simulator.scenario;

import io.millrace.model.telecom.Region;
import io.millrace.simulator.masking.NumberMask;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers: each has an invented number, a home region and a level of activity.
 *
 * <p>Each region has subscribers by its inhabitants. Within a region the k-th most active one makes
 * {@code 1/k^0.9} of what the first makes (a Zipf law; that activity is long-tailed is shown by
 * Seshadri et al., "Mobile call graphs: beyond power-law and lognormal distributions", KDD 2008).
 * The region is drawn before the subscriber, so no single busy subscriber bends a region's share.
 */
final class Population {

  private static final double ZIPF_EXPONENT = 0.9;
  private static final Region[] REGIONS = Region.values();
  private static final int[] OPERATOR_CODES = {700, 701, 702, 705, 707, 708, 747, 771, 775, 777};
  // Coprime to 10⁷, so that consecutive subscribers get scattered and yet distinct numbers.
  private static final long SCATTER = 7_654_321;
  private static final long NUMBERS_PER_CODE = 10_000_000;

  private final Map<Region, Home> homes = new EnumMap<>(Region.class);
  private final double[] populationUpTo = new double[REGIONS.length];
  private final double[] activityUpTo;
  private final @Nullable String[] masked;
  private final NumberMask mask;

  /** The subscribers of a region: {@code count} of them from {@code first} on. */
  private record Home(int first, int count) {}

  Population(int subscribers, NumberMask mask) {
    this.mask = mask;
    this.masked = new String[subscribers];
    double total = Arrays.stream(REGIONS).mapToInt(Region::populationThousands).sum();
    double sum = 0;
    int first = 0;
    int largest = 0;
    for (int i = 0; i < REGIONS.length; i++) {
      sum += REGIONS[i].populationThousands() / total;
      populationUpTo[i] = sum;
      int end = i == REGIONS.length - 1 ? subscribers : (int) Math.round(subscribers * sum);
      homes.put(REGIONS[i], new Home(first, end - first));
      largest = Math.max(largest, end - first);
      first = end;
    }
    activityUpTo = new double[largest];
    double activity = 0;
    for (int rank = 0; rank < largest; rank++) {
      activity += StrictMath.pow(rank + 1, -ZIPF_EXPONENT);
      activityUpTo[rank] = activity;
    }
  }

  /** A region, by inhabitants. */
  Region region(Draw draw) {
    return REGIONS[firstAbove(populationUpTo, REGIONS.length, draw.uniform())];
  }

  /** The index of a subscriber at home in a region, by activity. */
  int subscriber(Region home, Draw draw) {
    Home of = Objects.requireNonNull(homes.get(home));
    double target = draw.uniform() * activityUpTo[of.count() - 1];
    return of.first() + firstAbove(activityUpTo, of.count(), target);
  }

  /** A subscriber's masked number. */
  String maskedNumber(int subscriber) {
    String known = masked[subscriber];
    if (known == null) {
      known = mask.mask(number(subscriber));
      masked[subscriber] = known;
    }
    return known;
  }

  /** A subscriber's full number in E.164 form, such as +77011234567; distinct for each. */
  static String number(int subscriber) {
    int code = OPERATOR_CODES[subscriber % OPERATOR_CODES.length];
    long local = (1 + subscriber / OPERATOR_CODES.length) * SCATTER % NUMBERS_PER_CODE;
    String digits = Long.toString(NUMBERS_PER_CODE + local).substring(1);
    return "+7" + code + digits;
  }

  // The first index whose cumulated weight lies above the target.
  private static int firstAbove(double[] cumulated, int length, double target) {
    int low = 0;
    int high = length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
