package io.millrace.spark.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of batch jobs one set of engines, started when the first of them asks and stopped
 * after the last: each class keeps to tables, datasets and days of its own.
 */
public final class SharedBatchStack implements ParameterResolver {

  private static final String KEY = "stack";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == BatchStack.class;
  }

  @Override
  public BatchStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedBatchStack.class))
        .getOrComputeIfAbsent(KEY, key -> new Shared(start()), Shared.class)
        .stack();
  }

  private static BatchStack start() {
    try {
      return new BatchStack(Files.createTempDirectory(Path.of("target"), "batch-stack-"));
    } catch (Exception e) {
      throw new IllegalStateException("the engines did not start", e);
    }
  }

  private record Shared(BatchStack stack) implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() throws Exception {
      stack.close();
    }
  }
}
