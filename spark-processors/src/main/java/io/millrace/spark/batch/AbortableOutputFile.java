package io.millrace.spark.batch;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** An object that a Parquet writer fills: it appears whole when that is closed, or never. */
public final class AbortableOutputFile implements OutputFile {

  private final FSDataOutputStream out;

  /** Begins the object. */
  public AbortableOutputFile(ObjectStore store, String path) throws IOException {
    this.out = store.create(path);
  }

  /** Gives the object up: nothing of it is ever seen. */
  public void abort() {
    out.abort();
  }

  /** How many bytes were written, also after it was closed. */
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
