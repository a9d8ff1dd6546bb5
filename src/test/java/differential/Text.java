package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;

/// Messages in one line, long values cut.
final class Text {

  private static final int LONGEST_BYTES = 40;

  private Text() {}

  static String of(Message message) {
    return message.getDescriptorForType().getName()
        + " { "
        + TextFormat.printer().emittingSingleLine(true).printToString(shortened(message))
        + "}";
  }

  private static Message shortened(Message message) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                  builder.setRepeatedField(
                      field, i, shortened(message.getRepeatedField(field, i)));
                }
              } else {
                builder.setField(field, shortened(value));
              }
            });
    return builder.build();
  }

  private static Object shortened(Object value) {
    return switch (value) {
      case ByteString bytes when bytes.size() > LONGEST_BYTES ->
          bytes
              .substring(0, LONGEST_BYTES)
              .concat(ByteString.copyFromUtf8("...(" + bytes.size() + ")"));
      case Message message -> shortened(message);
      default -> value;
    };
  }
}
