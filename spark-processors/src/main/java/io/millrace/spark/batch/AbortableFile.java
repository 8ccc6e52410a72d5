package io.millrace.spark.batch;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Where Parquet writes one object: it appears whole when the writer is closed, and not at all when
 * it is aborted.
 */
public final class AbortableFile implements OutputFile {

  private final FSDataOutputStream out;

  /** Begins the object. */
  public AbortableFile(ObjectStore store, String path) throws IOException {
    this.out = store.create(path);
  }

  /** Gives the object up: nothing of it is ever seen. */
  public void abort() {
    out.abort();
  }

  /** Bytes written so far; once the writer is closed, the object's. */
  public long bytes() {
    return out.getPos();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return HadoopStreams.wrap(out);
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
