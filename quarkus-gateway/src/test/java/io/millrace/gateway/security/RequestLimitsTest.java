package io.millrace.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.config.RateLimit;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

  @Test
  void remembersOnlySoManyClientsWhateverTheyDo() {
    RequestLimits limits = new RequestLimits(new RateLimit(1));

    for (int i = 0; i < 10 * RequestLimits.CLIENTS; i++) {
      limits.request("address:" + i);
      limits.failure("address:" + i);
    }

    assertThat(limits.size()).isLessThanOrEqualTo(2L * RequestLimits.CLIENTS);
  }

  @Test
  void allowsTwiceTheRateAtOnceAndSaysHowLongToWait() {
    RequestLimits limits = new RequestLimits(new RateLimit(1));

    assertThat(limits.request("a")).isEqualTo(new RequestLimits.Allowance(true, 1, 0));
    assertThat(limits.request("a").admitted()).isTrue();
    assertThat(limits.request("a")).isEqualTo(new RequestLimits.Allowance(false, 0, 1));
    assertThat(limits.request("b").admitted()).isTrue();
    assertThat(limits.policy()).isEqualTo("\"requests\";q=2;w=2");
  }

  @Test
  void countsTheNetworkOfAnIpv6AddressAsOne() {
    String one = ClientAddress.of(SocketAddress.inetSocketAddress(1, "2001:db8:1:2::1"));

    assertThat(one).isEqualTo("20010db800010002");
    assertThat(ClientAddress.of(SocketAddress.inetSocketAddress(9, "2001:db8:1:2:ffff::9")))
        .isEqualTo(one);
    assertThat(ClientAddress.of(SocketAddress.inetSocketAddress(9, "2001:db8:1:3::1")))
        .isNotEqualTo(one);
    assertThat(ClientAddress.of(SocketAddress.inetSocketAddress(9, "10.1.2.3")))
        .isEqualTo("10.1.2.3");
    assertThat(ClientAddress.of(null)).isEqualTo("unknown");
  }
}
