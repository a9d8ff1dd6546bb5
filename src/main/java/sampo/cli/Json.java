package sampo.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// etcd's messages as etcdctl's JSON: the names of the protocol, integers as bare numbers, bytes in
/// base64, zero values left out, and the member of a `oneof` under the name of the `oneof`.
///
/// protobuf's own JSON, which the gateway speaks, writes 64-bit numbers as strings; scripts made
/// for etcdctl expect numbers.
final class Json {

  private Json() {}

  static String of(Message message) {
    List<String> fields = new ArrayList<>();
    message.getAllFields().forEach((field, value) -> fields.add(field(field, value)));
    return "{" + String.join(",", fields) + "}";
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ') {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  private static String field(FieldDescriptor field, Object value) {
    String text = quoted(field.getName()) + ":";
    if (field.isRepeated()) {
      return text
          + ((List<?>) value)
              .stream().map(v -> value(field, v)).collect(Collectors.joining(",", "[", "]"));
    }
    OneofDescriptor oneof = field.getRealContainingOneof();
    if (oneof == null) {
      return text + value(field, value);
    }
    String name = oneof.getName();
    return quoted(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
        + ":{"
        + text
        + value(field, value)
        + "}";
  }

  private static String value(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE, GROUP -> of((Message) value);
      case BYTES -> quoted(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case STRING -> quoted((String) value);
      case ENUM ->
          String.valueOf(((com.google.protobuf.Descriptors.EnumValueDescriptor) value).getNumber());
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case INT32, INT64, SINT32, SINT64, SFIXED32, SFIXED64, BOOL, FLOAT, DOUBLE ->
          String.valueOf(value);
    };
  }
}
