package io.millrace.gateway.deadletters;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with its bytes.
 *
 * @param letter what a list says of it
 * @param key original key
 * @param keyEncoding {@code utf-8} or {@code base64}
 * @param value original bytes, at most 64 KiB of them
 * @param valueEncoding {@code utf-8} or {@code base64}
 * @param truncated whether key or value have more bytes than are shown
 * @param headers all of the letter's headers
 */
@Schema(description = "A dead letter with its bytes")
public record DeadLetterDetail(
    @JsonUnwrapped DeadLetter letter,
    @Schema(nullable = true) @Nullable String key,
    @Schema(examples = "utf-8", description = "utf-8 or base64") String keyEncoding,
    @Schema(nullable = true, description = "At most 64 KiB; /value has them all")
        @Nullable String value,
    @Schema(examples = "utf-8", description = "utf-8 or base64") String valueEncoding,
    @Schema(description = "Whether there are more bytes than are shown") boolean truncated,
    Map<String, String> headers) {

  /** Shows a letter. */
  static DeadLetterDetail of(Letter letter, Replays replays) {
    ShownBytes key = ShownBytes.of(letter.key());
    ShownBytes value = ShownBytes.of(letter.value());
    return new DeadLetterDetail(
        DeadLetter.of(letter, replays),
        key.text(),
        key.encoding(),
        value.text(),
        value.encoding(),
        key.truncated() || value.truncated(),
        letter.headers());
  }
}
