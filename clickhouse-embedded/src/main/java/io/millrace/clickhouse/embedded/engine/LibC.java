package io.millrace.clickhouse.embedded.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** The C library of this process. */
interface LibC extends Library {

  LibC INSTANCE = Native.load("c", LibC.class);

  int chdir(String path);

  int setenv(String name, String value, int overwrite);

  /** Ends the process at once, without exit handlers: those of the engine crash. */
  void _exit(int status);
}
