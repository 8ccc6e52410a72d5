package io.millrace.spark.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file that replaces its predecessor as a whole. It is built in memory and stored by
 * one PUT, so a request sees the old file or the new one and nothing between. A reader that makes
 * several requests, as most do for footer and columns, must try again if the object was replaced
 * between them.
 */
final class ParquetObject {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ParquetWriter<Group> writer;

  ParquetObject(MessageType schema) throws IOException {
    this.writer =
        ExampleParquetWriter.builder(new InMemoryFile(bytes))
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build();
  }

  void add(Group row) throws IOException {
    writer.write(row);
  }

  /** Stores it at {@code path}, over what is there. */
  void store(Path path, Configuration hadoop) throws IOException {
    writer.close();
    FileSystem store = path.getFileSystem(hadoop);
    try (OutputStream out = store.create(path, true)) {
      bytes.writeTo(out);
    }
  }

  private record InMemoryFile(ByteArrayOutputStream bytes) implements OutputFile {

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return bytes.size();
        }

        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
          bytes.write(source, offset, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
