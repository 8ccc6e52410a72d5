package io.millrace.clickhouse.embedded.engine;

/**
 * What the engine's own parser says of a text, without running it.
 *
 * @param statementCount how many statements it holds; 0 if it does not parse
 * @param effect the strongest effect among them
 */
public record StatementAnalysis(int statementCount, Effect effect) {

  /** What a statement does to state that outlives it. In the order of the C interface. */
  public enum Effect {
    /** SELECT, SHOW, DESCRIBE, EXPLAIN, EXISTS, CHECK. */
    READ_ONLY,
    /** INSERT, CREATE, ALTER, DROP, TRUNCATE, RENAME, DELETE, OPTIMIZE. */
    MUTATING,
    /** Functions, named collections, access management. */
    MUTATING_GLOBAL,
    /** SET, USE, KILL, SYSTEM, BACKUP, ATTACH, INTO OUTFILE, INSERT INTO FUNCTION. */
    CONTROL,
    /** Does not parse, or is of a kind this engine does not classify. */
    UNKNOWN
  }

  static StatementAnalysis of(int statementCount, int effect) {
    Effect[] effects = Effect.values();
    return new StatementAnalysis(
        statementCount, effect >= 0 && effect < effects.length ? effects[effect] : Effect.UNKNOWN);
  }
}
