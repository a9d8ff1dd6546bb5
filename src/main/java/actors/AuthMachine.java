package actors;

import auth.Access;
import auth.Asker;
import auth.AuthState;
import auth.Authority;
import auth.Changes;
import auth.LeaseKeys;
import auth.Rules;
import authpb.Role;
import authpb.User;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import etcd.EtcdError;
import etcdserverpb.ResponseHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mvcc.Batch;
import mvcc.Store;
import proposal.wire.Proposal;
import proposal.wire.SimpleToken;

/// What proposals do to users and roles, and whether users and roles allow a proposal. For the
/// applier's thread alone.
///
/// The rows are etcd's: the tables, their keys and their values are those of its buckets.
public final class AuthMachine {

  private static final String TABLE = "auth";
  private static final String USERS = "authUsers";
  private static final String ROLES = "authRoles";
  private static final ByteString ENABLED = ByteString.copyFromUtf8("authEnabled");
  private static final ByteString REVISION = ByteString.copyFromUtf8("authRevision");

  private final Authority authority;

  private AuthMachine(Authority authority) {
    this.authority = authority;
  }

  /// Goes on where the store stands.
  ///
  /// @param authority is told of every change
  public static AuthMachine restore(Store store, Authority authority) {
    boolean enabled = false;
    long revision = AuthState.FRESH.revision();
    for (Store.Row row : store.rows(TABLE)) {
      if (row.key().equals(ENABLED)) {
        enabled = row.value().byteAt(0) == 1;
      } else if (row.key().equals(REVISION)) {
        revision = row.value().asReadOnlyByteBuffer().getLong();
      }
    }
    authority.enter(
        AuthState.of(
            enabled,
            revision,
            values(store, USERS, User.parser()),
            values(store, ROLES, Role.parser())));
    return new AuthMachine(authority);
  }

  private static <T> List<T> values(Store store, String table, Parser<T> parser) {
    List<T> values = new ArrayList<>();
    for (Store.Row row : store.rows(table)) {
      try {
        values.add(parser.parseFrom(row.value()));
      } catch (InvalidProtocolBufferException damaged) {
        throw new IllegalStateException(
            "row %s of table %s is damaged".formatted(row.key().toStringUtf8(), table), damaged);
      }
    }
    return values;
  }

  /// Fails, as [auth.Access] does, if whoever proposed this may not, or no longer.
  ///
  /// @param leases the keys of leases, as the proposals so far have left them
  void admit(Proposal proposal, LeaseKeys leases) {
    AuthState state = authority.state();
    if (state.enabled()) {
      Rules.check(new Access(state, asker(proposal)), proposal, leases);
    }
  }

  private static Asker asker(Proposal proposal) {
    long revision = proposal.getAuthRevision();
    if (!proposal.getUser().isEmpty()) {
      return new Asker.Named(proposal.getUser(), revision);
    }
    return revision == 0 ? Asker.Inside.INSIDE : Asker.Stranger.STRANGER;
  }

  /// Applies a proposal that concerns auth.
  ///
  /// @return what there is to say to the one who proposed it: at which revision
  ResponseHeader apply(Batch batch, Proposal proposal) {
    AuthState before = authority.state();
    AuthState after = change(before, proposal);
    if (after != before) {
      write(batch, before, after);
      authority.enter(after);
    }
    return ResponseHeader.newBuilder().setRevision(batch.revision()).build();
  }

  private AuthState change(AuthState before, Proposal proposal) {
    return switch (proposal.getRequestCase()) {
      case SIMPLE_TOKEN -> give(before, proposal.getSimpleToken());
      case AUTH_ENABLE -> Changes.enable(before);
      case AUTH_DISABLE -> Changes.disable(before);
      case USER_ADD -> Changes.add(before, proposal.getUserAdd());
      case USER_DELETE -> Changes.delete(before, proposal.getUserDelete());
      case USER_CHANGE_PASSWORD -> Changes.changePassword(before, proposal.getUserChangePassword());
      case USER_GRANT_ROLE -> Changes.grant(before, proposal.getUserGrantRole());
      case USER_REVOKE_ROLE -> Changes.revoke(before, proposal.getUserRevokeRole());
      case ROLE_ADD -> Changes.add(before, proposal.getRoleAdd());
      case ROLE_DELETE -> Changes.delete(before, proposal.getRoleDelete());
      case ROLE_GRANT_PERMISSION -> Changes.grant(before, proposal.getRoleGrantPermission());
      case ROLE_REVOKE_PERMISSION -> Changes.revoke(before, proposal.getRoleRevokePermission());
      default -> throw new IllegalArgumentException("not of auth: " + proposal.getRequestCase());
    };
  }

  /// A password that was checked under other users and roles is checked again by whoever proposed.
  private AuthState give(AuthState state, SimpleToken token) {
    if (!state.enabled()) {
      throw EtcdError.AUTH_NOT_ENABLED.exception();
    }
    if (token.getCheckedRevision() != state.revision()) {
      throw EtcdError.AUTH_OLD_REVISION.exception();
    }
    authority.tokens().add(token.getDigest(), token.getUser());
    return state;
  }

  private static void write(Batch batch, AuthState before, AuthState after) {
    byte on = (byte) (after.enabled() ? 1 : 0);
    batch.putRow(TABLE, ENABLED, ByteString.copyFrom(new byte[] {on}));
    var revision = ByteBuffer.allocate(Long.BYTES).putLong(after.revision()).flip();
    batch.putRow(TABLE, REVISION, ByteString.copyFrom(revision));
    write(batch, USERS, before.users(), after.users());
    write(batch, ROLES, before.roles(), after.roles());
  }

  private static void write(
      Batch batch,
      String table,
      Map<String, ? extends MessageLite> before,
      Map<String, ? extends MessageLite> after) {
    for (var row : after.entrySet()) {
      if (before.get(row.getKey()) != row.getValue()) {
        batch.putRow(table, ByteString.copyFromUtf8(row.getKey()), row.getValue().toByteString());
      }
    }
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        batch.deleteRow(table, ByteString.copyFromUtf8(name));
      }
    }
  }
}
