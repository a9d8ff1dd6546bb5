package auth;

import com.google.protobuf.ByteString;
import etcd.EtcdError;

/// What one asker may do in one state of users and roles. Whatever is allowed, is allowed here.
///
/// Each method returns, or fails with an [etcd.EtcdException]: USER_EMPTY for a stranger,
/// AUTH_OLD_REVISION for one who was let in before users or roles changed, else PERMISSION_DENIED.
/// While auth is off, everyone may do everything.
///
/// @param state the users and roles to go by
/// @param asker who asks
public record Access(AuthState state, Asker asker) {

  /// Whether there is nothing that the asker may not do with keys.
  boolean isUnlimited() {
    return rights(true).isRoot();
  }

  /// For anyone whom a token or certificate has named and who still is a user.
  public void requireUser() {
    rights(false);
  }

  /// For those with the role root. As in etcd, only the roles of now count, so that those who
  /// administer do not have to take turns.
  public void requireRoot() {
    refuseUnless(rights(false).isRoot());
  }

  /// For the members themselves, whether auth is on or off.
  public void requireInside() {
    refuseUnless(asker == Asker.Inside.INSIDE);
  }

  /// For the user of this name and for root.
  public void requireSelf(String user) {
    boolean self = asker instanceof Asker.Named(var name, var _) && name.equals(user);
    refuseUnless(rights(false).isRoot() || self);
  }

  /// For users who have this role and for root.
  public void requireRole(String role) {
    boolean has = asker instanceof Asker.Named(var name, var _) && state.hasRole(name, role);
    refuseUnless(rights(false).isRoot() || has);
  }

  /// For those who may read a key, or every key of a range (range end as in RangeRequest).
  public void requireRead(ByteString key, ByteString rangeEnd) {
    refuseUnless(rights(true).mayRead(key, rangeEnd));
  }

  /// For those who may write a key, or every key of a range (range end as in RangeRequest).
  public void requireWrite(ByteString key, ByteString rangeEnd) {
    refuseUnless(rights(true).mayWrite(key, rangeEnd));
  }

  /// @param fresh whether it matters that users and roles have changed meanwhile
  private Rights rights(boolean fresh) {
    if (!state.enabled()) {
      return Rights.ALL;
    }
    return switch (asker) {
      case Asker.Inside _ -> Rights.ALL;
      case Asker.Stranger _ -> throw EtcdError.USER_EMPTY.exception();
      case Asker.Named(var name, var revision) -> {
        if (fresh && revision < state.revision()) {
          throw EtcdError.AUTH_OLD_REVISION.exception();
        }
        var rights = state.rights(name);
        if (rights == null) {
          throw EtcdError.PERMISSION_DENIED.exception();
        }
        yield rights;
      }
    };
  }

  private static void refuseUnless(boolean allowed) {
    if (!allowed) {
      throw EtcdError.PERMISSION_DENIED.exception();
    }
  }
}
