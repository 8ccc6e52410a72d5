package io.millrace.gateway.security;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The network address by which requests without a name are counted. */
final class ClientAddress {

  /** What a provider gives to one household: half of an IPv6 address. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private ClientAddress() {}

  /** The IPv4 address, or the network of the IPv6 address, whose rest its owner may choose. */
  static String of(@Nullable SocketAddress remote) {
    String address = remote == null ? null : remote.hostAddress();
    if (address == null) {
      return "unknown";
    }
    if (address.indexOf(':') < 0) {
      return address;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null || bytes.length <= IPV6_NETWORK_BYTES
        ? address
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES));
  }
}
