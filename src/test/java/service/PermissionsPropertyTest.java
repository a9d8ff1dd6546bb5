package service;

import static org.assertj.core.api.Assertions.assertThat;

import auth.AuthState;
import authpb.Permission;
import authpb.UserAddOptions;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.Compare;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.ResponseOp;
import etcdserverpb.TxnRequest;
import etcdserverpb.TxnResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import mvccpb.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever a user asks for, no response holds a key that it may not read, and nothing changes that
/// it may not write: transactions in transactions of random ranges, held against a model that knows
/// the permissions key by key.
final class PermissionsPropertyTest {

  private static final int SEEDS = 12;
  private static final int REQUESTS = 150;
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

  private final LoneMember member = new LoneMember();
  private final Caller inside = Caller.inside(Runnable::run);
  private final Caller user = new Caller(Runnable::run, new Caller.Client(null, "user"));
  private final Set<String> readable = new HashSet<>();
  private final Set<String> writable = new HashSet<>();

  @BeforeEach
  void enable() {
    var users = member.users();
    for (var name : List.of(AuthState.ROOT, "user")) {
      users
          .add(
              AuthUserAddRequest.newBuilder()
                  .setName(name)
                  .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                  .build(),
              inside)
          .join();
      users.addRole(AuthRoleAddRequest.newBuilder().setName(name).build(), inside).join();
      users
          .grantRole(
              AuthUserGrantRoleRequest.newBuilder().setUser(name).setRole(name).build(), inside)
          .join();
    }
    users.logins().enable(AuthEnableRequest.getDefaultInstance(), inside).join();
  }

  @AfterEach
  void close() {
    member.close();
  }

  @Test
  void nothingIsSeenOrChangedThatIsNotAllowed() {
    int allowed = 0;
    int denied = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      grant(random);
      for (int i = 0; i < REQUESTS; i++) {
        var request = txn(random, 2);
        var before = contents();
        try {
          check(member.kv().txn(request, user).join());
          allowed++;
        } catch (RuntimeException refused) {
          denied += isDenied(refused) ? 1 : 0;
          assertThat(contents()).isEqualTo(before);
          continue;
        }
        var after = contents();
        for (var key : KEYS) {
          if (!writable.contains(key)) {
            assertThat(after.get(key)).isEqualTo(before.get(key));
          }
        }
      }
    }
    assertThat(allowed).isGreaterThan(100);
    assertThat(denied).isGreaterThan(100);
  }

  /// One more permission, for the role and the model.
  private void grant(Random random) {
    var type = Permission.Type.forNumber(random.nextInt(3));
    int from = random.nextInt(KEYS.size());
    int to = Math.min(KEYS.size(), from + random.nextInt(3));
    boolean one = to <= from;
    var keys = one ? List.of(KEYS.get(from)) : KEYS.subList(from, to);
    var permission =
        Permission.newBuilder()
            .setPermType(type)
            .setKey(utf8(KEYS.get(from)))
            .setRangeEnd(one ? ByteString.EMPTY : utf8((char) (KEYS.get(to - 1).charAt(0) + 1)));
    var before = Set.copyOf(readable);
    member
        .users()
        .grantPermission(
            AuthRoleGrantPermissionRequest.newBuilder().setName("user").setPerm(permission).build(),
            inside)
        .join();
    if (type != Permission.Type.WRITE) {
      readable.addAll(keys);
    }
    if (type != Permission.Type.READ) {
      writable.addAll(keys);
    }
    assertThat(readable).containsAll(before);
  }

  private void check(TxnResponse response) {
    response.getResponsesList().forEach(this::check);
  }

  private void check(ResponseOp response) {
    switch (response.getResponseCase()) {
      case RESPONSE_RANGE -> seen(response.getResponseRange().getKvsList());
      case RESPONSE_PUT -> {
        if (response.getResponsePut().hasPrevKv()) {
          seen(List.of(response.getResponsePut().getPrevKv()));
        }
      }
      case RESPONSE_DELETE_RANGE -> seen(response.getResponseDeleteRange().getPrevKvsList());
      case RESPONSE_TXN -> check(response.getResponseTxn());
      case RESPONSE_NOT_SET -> {}
    }
  }

  private void seen(List<KeyValue> pairs) {
    assertThat(pairs).allMatch(pair -> readable.contains(pair.getKey().toStringUtf8()));
  }

  private static TxnRequest txn(Random random, int depth) {
    var txn = TxnRequest.newBuilder();
    if (random.nextInt(3) == 0) {
      txn.addCompare(
          Compare.newBuilder()
              .setKey(key(random))
              .setTarget(Compare.CompareTarget.VERSION)
              .setResult(Compare.CompareResult.GREATER));
    }
    var ops = new ArrayList<RequestOp>();
    for (int i = random.nextInt(2) + 1; i > 0; i--) {
      ops.add(op(random, depth));
    }
    return (random.nextBoolean() ? txn.addAllSuccess(ops) : txn.addAllFailure(ops)).build();
  }

  private static RequestOp op(Random random, int depth) {
    var op = RequestOp.newBuilder();
    return switch (random.nextInt(depth > 0 ? 4 : 3)) {
      case 0 ->
          op.setRequestRange(
                  RangeRequest.newBuilder()
                      .setKey(key(random))
                      .setRangeEnd(end(random))
                      .setSerializable(random.nextBoolean()))
              .build();
      case 1 ->
          op.setRequestPut(
                  PutRequest.newBuilder()
                      .setKey(key(random))
                      .setValue(utf8((char) random.nextInt(60, 90)))
                      .setPrevKv(random.nextInt(3) == 0))
              .build();
      case 2 ->
          op.setRequestDeleteRange(
                  DeleteRangeRequest.newBuilder()
                      .setKey(key(random))
                      .setRangeEnd(end(random))
                      .setPrevKv(random.nextInt(3) == 0))
              .build();
      default -> op.setRequestTxn(txn(random, depth - 1)).build();
    };
  }

  private static ByteString key(Random random) {
    return utf8(KEYS.get(random.nextInt(KEYS.size())));
  }

  private static ByteString end(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> utf8("\0");
      case 1, 2 -> key(random);
      default -> ByteString.EMPTY;
    };
  }

  private Map<String, KeyValue> contents() {
    var all = RangeRequest.newBuilder().setKey(utf8("\0")).setRangeEnd(utf8("\0")).build();
    Map<String, KeyValue> contents = new HashMap<>();
    for (var pair : member.kv().range(all, inside).join().getKvsList()) {
      contents.put(pair.getKey().toStringUtf8(), pair);
    }
    return contents;
  }

  private static boolean isDenied(RuntimeException failure) {
    return Kv.cause(failure) instanceof EtcdException refused
        && refused.error() == EtcdError.PERMISSION_DENIED;
  }

  private static ByteString utf8(char letter) {
    return utf8(String.valueOf(letter));
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
