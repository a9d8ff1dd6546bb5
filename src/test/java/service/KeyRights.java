package service;

import authpb.Permission;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What a user of a test may do, known key by key.
final class KeyRights {

  private final List<Permission> permissions = new ArrayList<>();

  void add(Permission permission) {
    permissions.add(permission);
  }

  void clear() {
    permissions.clear();
  }

  boolean mayRead(String key) {
    return may(key, Permission.Type.WRITE);
  }

  boolean mayWrite(String key) {
    return may(key, Permission.Type.READ);
  }

  private boolean may(String key, Permission.Type insufficient) {
    return permissions.stream()
        .anyMatch(
            it -> it.getPermType() != insufficient && isIn(key, it.getKey(), it.getRangeEnd()));
  }

  /// Whether a key is in a range as requests and permissions have them.
  static boolean isIn(String key, ByteString first, ByteString end) {
    if (end.isEmpty()) {
      return key.equals(first.toStringUtf8());
    }
    boolean isBefore = end.equals(ALL) || key.compareTo(end.toStringUtf8()) < 0;
    return key.compareTo(first.toStringUtf8()) >= 0 && isBefore;
  }

  /// Those of some keys that are in a range.
  static List<String> in(Collection<String> keys, ByteString first, ByteString end) {
    return keys.stream().filter(key -> isIn(key, first, end)).toList();
  }

  /// The end of a range that has none.
  static final ByteString ALL = ByteString.copyFrom(new byte[1]);
}
