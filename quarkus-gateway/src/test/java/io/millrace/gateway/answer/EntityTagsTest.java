package io.millrace.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "W/\"a\"", "*", "\"b\", \"a\"", " \"b\",W/\"a\" ,\"c\""})
  void findsATagTheClientNames(String header) {
    assertThat(EntityTags.contain(header, "\"a\"")).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"a", "\"A\"", "\"b\"", "w/\"a\"", ",,", "\"aa\"", "\"a"})
  void findsNoneInAnythingElse(String header) {
    assertThat(EntityTags.contain(header, "\"a\"")).isFalse();
  }
}
