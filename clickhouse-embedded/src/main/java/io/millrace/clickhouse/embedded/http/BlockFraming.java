package io.millrace.clickhouse.embedded.http;

import com.clickhouse.data.ClickHouseCityHash;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * ClickHouse's own compression, {@code compress=1} and {@code decompress=1}: blocks of a
 * CityHash128 checksum (16 bytes), a method byte, the compressed size with this header of 9 bytes,
 * the uncompressed size (both little-endian), and the bytes.
 */
final class BlockFraming {

  /** What a block may unpack to; clients send 64 KiB to 1 MiB. */
  static final int MAX_BLOCK_BYTES = 32 << 20;

  private static final int CHECKSUM_BYTES = 16;
  private static final int HEADER_BYTES = 9;
  private static final byte METHOD_NONE = 0x02;
  private static final byte METHOD_LZ4 = (byte) 0x82;
  private static final int OUTPUT_BLOCK_BYTES = 1 << 16;

  private BlockFraming() {}

  static InputStream decompress(InputStream compressed) {
    return new Unpacking(compressed);
  }

  static OutputStream compress(OutputStream plain) {
    return new Packing(plain);
  }

  private static final class Unpacking extends InputStream {
    private final InputStream source;
    private final byte[] head = new byte[CHECKSUM_BYTES + HEADER_BYTES];
    private byte[] packed = new byte[0];
    private byte[] block = new byte[0];
    private int position;
    private int limit;

    Unpacking(InputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      return fill() ? block[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int size = Math.min(length, limit - position);
      System.arraycopy(block, position, target, offset, size);
      position += size;
      return size;
    }

    /** Whether there is at least one byte in {@link #block}. */
    private boolean fill() throws IOException {
      while (position == limit) {
        int read = source.readNBytes(head, 0, head.length);
        if (read == 0) {
          return false;
        }
        if (read < head.length) {
          throw truncated(read, head.length);
        }
        readBlock();
      }
      return true;
    }

    private void readBlock() throws IOException {
      ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
      byte method = header.get(CHECKSUM_BYTES);
      long packedSize = Integer.toUnsignedLong(header.getInt(CHECKSUM_BYTES + 1));
      long plainSize = Integer.toUnsignedLong(header.getInt(CHECKSUM_BYTES + 5));
      if (packedSize < HEADER_BYTES
          || packedSize > MAX_BLOCK_BYTES
          || plainSize > MAX_BLOCK_BYTES) {
        throw ErrorCode.TOO_LARGE_SIZE_COMPRESSED.exception(
            "A compressed block claims "
                + packedSize
                + " bytes, "
                + plainSize
                + " unpacked; the most is "
                + MAX_BLOCK_BYTES
                + ". Probably corrupted data, or decompress=1 with a body that is not compressed");
      }
      int bodySize = (int) packedSize - HEADER_BYTES;
      packed = packed.length >= packedSize ? packed : new byte[(int) packedSize];
      System.arraycopy(head, CHECKSUM_BYTES, packed, 0, HEADER_BYTES);
      int read = source.readNBytes(packed, HEADER_BYTES, bodySize);
      if (read < bodySize) {
        throw truncated(read, bodySize);
      }
      long[] checksum = ClickHouseCityHash.cityHash128(packed, 0, (int) packedSize);
      if (checksum[0] != header.getLong(0) || checksum[1] != header.getLong(8)) {
        throw ErrorCode.CHECKSUM_DOESNT_MATCH.exception(
            "Checksum doesn't match: corrupted data in a compressed block of "
                + packedSize
                + " bytes");
      }
      unpack(method, bodySize, (int) plainSize);
    }

    private void unpack(byte method, int bodySize, int plainSize) {
      block = block.length >= plainSize ? block : new byte[plainSize];
      if (method == METHOD_LZ4) {
        try {
          LZ4Factory.fastestInstance()
              .safeDecompressor()
              .decompress(packed, HEADER_BYTES, bodySize, block, 0, plainSize);
        } catch (LZ4Exception e) {
          throw ErrorCode.CANNOT_DECOMPRESS.exception(
              "Cannot decompress an LZ4 block: " + e.getMessage());
        }
      } else if (method == METHOD_NONE && bodySize == plainSize) {
        System.arraycopy(packed, HEADER_BYTES, block, 0, plainSize);
      } else {
        throw ErrorCode.UNKNOWN_COMPRESSION_METHOD.exception(
            "Unknown compression method: "
                + (method & 0xFF)
                + "; LZ4 (130) and NONE (2) are known");
      }
      position = 0;
      limit = plainSize;
    }

    private static EOFException truncated(int read, int expected) {
      return new EOFException(
          "a compressed block ends after " + read + " of " + expected + " bytes");
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  private static final class Packing extends OutputStream {
    private final OutputStream target;
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final byte[] block = new byte[OUTPUT_BLOCK_BYTES];
    private final byte[] packed =
        new byte
            [CHECKSUM_BYTES
                + HEADER_BYTES
                + LZ4Factory.fastestInstance()
                    .fastCompressor()
                    .maxCompressedLength(OUTPUT_BLOCK_BYTES)];
    private int size;

    Packing(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      block[size++] = (byte) b;
      if (size == block.length) {
        writeBlock();
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int position = offset;
      int end = offset + length;
      while (position < end) {
        int part = Math.min(end - position, block.length - size);
        System.arraycopy(bytes, position, block, size, part);
        size += part;
        position += part;
        if (size == block.length) {
          writeBlock();
        }
      }
    }

    private void writeBlock() throws IOException {
      if (size == 0) {
        return;
      }
      int bodyOffset = CHECKSUM_BYTES + HEADER_BYTES;
      int body = compressor.compress(block, 0, size, packed, bodyOffset);
      ByteBuffer header = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
      header.put(CHECKSUM_BYTES, METHOD_LZ4);
      header.putInt(CHECKSUM_BYTES + 1, body + HEADER_BYTES);
      header.putInt(CHECKSUM_BYTES + 5, size);
      long[] checksum = ClickHouseCityHash.cityHash128(packed, CHECKSUM_BYTES, body + HEADER_BYTES);
      header.putLong(0, checksum[0]);
      header.putLong(8, checksum[1]);
      target.write(packed, 0, bodyOffset + body);
      size = 0;
    }

    @Override
    public void flush() throws IOException {
      writeBlock();
      target.flush();
    }

    @Override
    public void close() throws IOException {
      writeBlock();
      target.close();
    }
  }
}
