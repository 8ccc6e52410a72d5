package io.millrace.clickhouse.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.internal.ClickHouseLZ4InputStream;
import com.clickhouse.client.api.internal.ClickHouseLZ4OutputStream;
import io.millrace.clickhouse.embedded.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

/** Against the driver's own implementation, in both directions. */
class BlockFramingTest {

  private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

  private static byte[] sample(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 'a');
    }
    return bytes;
  }

  private static byte[] packedByTheDriver(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ClickHouseLZ4OutputStream(packed, LZ4.fastCompressor(), 65_536)) {
      out.write(plain);
      out.flush();
    }
    return packed.toByteArray();
  }

  @Test
  void unpacksWhatTheDriverPacks() throws IOException {
    for (int size : new int[] {1, 100, 65_536, 1_000_000}) {
      byte[] plain = sample(size);
      try (InputStream in =
          BlockFraming.decompress(new ByteArrayInputStream(packedByTheDriver(plain)))) {
        assertThat(in.readAllBytes()).isEqualTo(plain);
      }
    }
  }

  @Test
  void packsWhatTheDriverUnpacks() throws IOException {
    for (int size : new int[] {1, 100, 65_536, 1_000_000}) {
      byte[] plain = sample(size);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = BlockFraming.compress(packed)) {
        out.write(plain[0]);
        out.write(plain, 1, size - 1);
      }
      try (InputStream in =
          new ClickHouseLZ4InputStream(
              new ByteArrayInputStream(packed.toByteArray()), LZ4.fastDecompressor(), 65_536)) {
        assertThat(in.readNBytes(size)).isEqualTo(plain);
      }
    }
  }

  @Test
  void refusesEveryFlippedBit() throws IOException {
    byte[] packed = packedByTheDriver(sample(200));
    for (int i = 0; i < packed.length; i++) {
      byte[] broken = packed.clone();
      broken[i] ^= 0x10;
      assertThatThrownBy(
              () -> BlockFraming.decompress(new ByteArrayInputStream(broken)).readAllBytes())
          .as("bit flipped in byte %d", i)
          .isInstanceOfAny(EngineException.class, EOFException.class);
    }
  }

  @Test
  void refusesACutBlock() throws IOException {
    byte[] packed = packedByTheDriver(sample(200));
    byte[] cut = Arrays.copyOf(packed, packed.length - 1);
    assertThatThrownBy(() -> BlockFraming.decompress(new ByteArrayInputStream(cut)).readAllBytes())
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("ends after");
  }
}
