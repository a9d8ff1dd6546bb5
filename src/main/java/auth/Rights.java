package auth;

import authpb.Permission;
import authpb.Role;
import com.google.protobuf.ByteString;
import java.util.Collection;

/// What all roles of one user together allow. Immutable.
final class Rights {

  /// Those of the role root.
  static final Rights ALL = new Rights(true, new KeyRanges.Builder(), new KeyRanges.Builder());

  private final boolean all;
  private final KeyRanges reads;
  private final KeyRanges writes;

  private Rights(boolean all, KeyRanges.Builder reads, KeyRanges.Builder writes) {
    this.all = all;
    this.reads = reads.build();
    this.writes = writes.build();
  }

  /// The rights that roles give, none of which is root.
  static Rights of(Collection<Role> roles) {
    var reads = new KeyRanges.Builder();
    var writes = new KeyRanges.Builder();
    for (Role role : roles) {
      for (Permission permission : role.getKeyPermissionList()) {
        switch (permission.getPermType()) {
          case READ -> reads.add(permission.getKey(), permission.getRangeEnd());
          case WRITE -> writes.add(permission.getKey(), permission.getRangeEnd());
          case READWRITE -> {
            reads.add(permission.getKey(), permission.getRangeEnd());
            writes.add(permission.getKey(), permission.getRangeEnd());
          }
          case UNRECOGNIZED -> {}
        }
      }
    }
    return new Rights(false, reads, writes);
  }

  /// Whether everything is allowed, and not only what concerns keys.
  boolean isRoot() {
    return all;
  }

  boolean mayRead(ByteString key, ByteString rangeEnd) {
    return all || reads.cover(key, rangeEnd);
  }

  boolean mayWrite(ByteString key, ByteString rangeEnd) {
    return all || writes.cover(key, rangeEnd);
  }
}
