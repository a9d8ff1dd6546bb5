package service;

import static org.assertj.core.api.Assertions.assertThat;

import auth.AuthState;
import authpb.Permission;
import authpb.UserAddOptions;
import com.google.protobuf.ByteString;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthRoleDeleteRequest;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mvccpb.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import service.UserActs.Act;

/// Whatever a user asks for, no response holds a key that it may not read, or tells of one, and
/// nothing changes that it may not write: transactions in transactions, streams, watches, leases,
/// locks and elections of random ranges, held against a model that knows the rights key by key.
final class PermissionsPropertyTest {

  private static final int SEEDS = 30;
  private static final int REQUESTS = 250;

  private final LoneMember member = new LoneMember();
  private final ExecutorService connection = Executors.newSingleThreadExecutor();
  private final Caller inside = Caller.inside(Runnable::run);
  private final Caller user = new Caller(connection, new Caller.Client(null, "user"));
  private final KeyRights rights = new KeyRights();
  private final Map<Act, Integer> allowed = new EnumMap<>(Act.class);
  private final Map<Act, Integer> denied = new EnumMap<>(Act.class);

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
      giveRole(name);
    }
    users.logins().enable(AuthEnableRequest.getDefaultInstance(), inside).join();
  }

  /// A role that is called as its one user.
  private void giveRole(String name) {
    var users = member.users();
    users.addRole(AuthRoleAddRequest.newBuilder().setName(name).build(), inside).join();
    users
        .grantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(name).setRole(name).build(), inside)
        .join();
  }

  @AfterEach
  void close() {
    member.close();
    connection.shutdown();
  }

  @Test
  void nothingIsSeenOrChangedThatIsNotAllowed() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      beginAnew();
      for (int i = 0; i < REQUESTS; i++) {
        if (i % 60 == 0) {
          grant(random);
        }
        ask(random.nextInt(4) == 0 ? Act.TXN : any(random), random);
      }
    }
    for (var act : Act.values()) {
      assertThat(allowed.getOrDefault(act, 0)).as("%s allowed", act).isGreaterThan(5);
      if (act != Act.GRANT) {
        assertThat(denied.getOrDefault(act, 0)).as("%s denied", act).isGreaterThan(5);
      }
    }
  }

  private static Act any(Random random) {
    return Act.values()[random.nextInt(Act.values().length)];
  }

  /// No keys, no leases, no rights.
  private void beginAnew() {
    var leases = member.leases();
    for (long id : leases().keySet()) {
      leases.revoke(LeaseRevokeRequest.newBuilder().setID(id).build(), inside).join();
    }
    var all = DeleteRangeRequest.newBuilder().setKey(KeyRights.ALL).setRangeEnd(KeyRights.ALL);
    member.kv().deleteRange(all.build(), inside).join();
    var role = AuthRoleDeleteRequest.newBuilder().setRole("user").build();
    member.users().deleteRole(role, inside).join();
    rights.clear();
    giveRole("user");
  }

  private void ask(Act act, Random random) {
    var newest = stir(random);
    var before = contents();
    var needs = Needs.of(before.keySet(), leases());
    try {
      var held = new UserActs(member, random, user, needs, newest).run(act);
      assertThat(held.read()).as("%s tells of", act).allMatch(rights::mayRead);
      assertThat(held.written()).as("%s writes", act).allMatch(rights::mayWrite);
      allowed.merge(act, 1, Integer::sum);
    } catch (RuntimeException refused) {
      denied.merge(act, isDenied(refused) ? 1 : 0, Integer::sum);
    }
    assertThat(changed(before, contents())).as("%s changes", act).allMatch(rights::mayWrite);
  }

  private static Set<String> changed(Map<String, KeyValue> before, Map<String, KeyValue> after) {
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return keys;
  }

  /// One key is put by someone else, or a place taken in the line for a lock of that name.
  private KeyValue stir(Random random) {
    var name = RandomTxns.KEYS.get(random.nextInt(RandomTxns.KEYS.size()));
    var key = ByteString.copyFromUtf8(random.nextInt(4) == 0 ? name + "/1" : name);
    var put = PutRequest.newBuilder().setKey(key);
    var leases = List.copyOf(leases().keySet());
    if (!leases.isEmpty() && random.nextInt(3) == 0) {
      put.setLease(leases.get(random.nextInt(leases.size())));
    }
    var answer = member.kv().put(put.build(), inside).join();
    return KeyValue.newBuilder()
        .setKey(key)
        .setModRevision(answer.getHeader().getRevision())
        .build();
  }

  /// One more permission, for the role and the model.
  private void grant(Random random) {
    int from = random.nextInt(RandomTxns.KEYS.size());
    int to = Math.min(RandomTxns.KEYS.size(), from + random.nextInt(4));
    var end = (char) ('a' + to);
    var permission =
        Permission.newBuilder()
            .setPermType(Permission.Type.forNumber(random.nextInt(3)))
            .setKey(ByteString.copyFromUtf8(RandomTxns.KEYS.get(from)))
            .setRangeEnd(to <= from ? ByteString.EMPTY : ByteString.copyFromUtf8("" + end))
            .build();
    member
        .users()
        .grantPermission(
            AuthRoleGrantPermissionRequest.newBuilder().setName("user").setPerm(permission).build(),
            inside)
        .join();
    rights.add(permission);
  }

  private Map<String, KeyValue> contents() {
    var all = RangeRequest.newBuilder().setKey(KeyRights.ALL).setRangeEnd(KeyRights.ALL).build();
    Map<String, KeyValue> contents = new TreeMap<>();
    for (var pair : member.kv().range(all, inside).join().getKvsList()) {
      contents.put(pair.getKey().toStringUtf8(), pair);
    }
    return contents;
  }

  private Map<Long, List<String>> leases() {
    var leases = member.leases();
    Map<Long, List<String>> keys = new TreeMap<>();
    for (var lease :
        leases.leases(LeaseLeasesRequest.getDefaultInstance(), inside).join().getLeasesList()) {
      var request = LeaseTimeToLiveRequest.newBuilder().setID(lease.getID()).setKeys(true);
      var answer = leases.timeToLive(request.build(), inside).join();
      keys.put(lease.getID(), answer.getKeysList().stream().map(ByteString::toStringUtf8).toList());
    }
    return keys;
  }

  private static boolean isDenied(RuntimeException failure) {
    return String.valueOf(Kv.cause(failure).getMessage()).contains("permission denied");
  }
}
