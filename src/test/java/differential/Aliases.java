package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers that a system gives, and those that stand for them in a script: the first lease of one
/// system is the first lease of the other, whatever their ids.
final class Aliases {

  /// No system gives such an id by itself.
  private static final long FIRST = 0x0A11_A5ED_0000_0000L;

  private static final Set<String> FIELDS = Set.of("ID", "lease", "memberID", "targetID", "leader");
  private static final Pattern LEASE_KEY = Pattern.compile("([\\w-]*/)([0-9a-f]{5,16})");

  private static final Pattern ALARM = Pattern.compile("memberID:(\\d+)");

  private final Map<Long, Long> toAlias = new HashMap<>();
  private final Map<Long, Long> toReal = new HashMap<>();

  /// The n-th number that is given.
  static long alias(int n) {
    return FIRST + n;
  }

  /// Takes note of a number that the system has given.
  void add(long real) {
    if (!toAlias.containsKey(real)) {
      long alias = FIRST + toAlias.size();
      toAlias.put(real, alias);
      toReal.put(alias, real);
    }
  }

  /// The key of a lock or an election ends in the id of its lease.
  void addOfKey(ByteString key) {
    Matcher matcher = LEASE_KEY.matcher(key.toStringUtf8());
    if (matcher.matches()) {
      add(Long.parseUnsignedLong(matcher.group(2), 16));
    }
  }

  /// As the system is to be asked.
  Message outward(Message request) {
    return replaced(request, toReal);
  }

  /// As the script knows it.
  Message inward(Message response) {
    return replaced(response, toAlias);
  }

  private static Message replaced(Message message, Map<Long, Long> names) {
    if (names.isEmpty()) {
      return message;
    }
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach((field, value) -> builder.setField(field, replaced(field, value, names)));
    return builder.build();
  }

  private static Object replaced(FieldDescriptor field, Object value, Map<Long, Long> names) {
    return switch (value) {
      case List<?> values -> values.stream().map(each -> replaced(field, each, names)).toList();
      case Message inner -> replaced(inner, names);
      case Long number when FIELDS.contains(field.getName()) -> names.getOrDefault(number, number);
      case ByteString bytes when field.getName().equals("key") || field.getName().equals("keys") ->
          replaced(bytes, names);
      case String text when field.getName().equals("errors") -> replaced(text, names);
      default -> value;
    };
  }

  /// The status tells of alarms in words: `memberID:123 alarm:NOSPACE`.
  private static String replaced(String alarm, Map<Long, Long> names) {
    return ALARM
        .matcher(alarm)
        .replaceFirst(
            found -> {
              long number = Long.parseUnsignedLong(found.group(1));
              return "memberID:" + names.getOrDefault(number, number);
            });
  }

  private static ByteString replaced(ByteString key, Map<Long, Long> names) {
    if (key.size() > 64 || !key.isValidUtf8()) {
      return key;
    }
    Matcher matcher = LEASE_KEY.matcher(key.toStringUtf8());
    if (!matcher.matches()) {
      return key;
    }
    long number = Long.parseUnsignedLong(matcher.group(2), 16);
    Long other = names.get(number);
    return other == null
        ? key
        : ByteString.copyFromUtf8(matcher.group(1) + Long.toHexString(other));
  }
}
