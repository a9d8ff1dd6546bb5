package differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.AuthDisableRequest;
import etcdserverpb.AuthDisableResponse;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthEnableResponse;
import etcdserverpb.AuthRoleAddRequest;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserChangePasswordRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseRevokeRequest;
import etcdserverpb.RangeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Users, roles and permissions, while auth is off and while it is on; and the calls of other
/// services by whoever may and whoever may not: with a token that is good, of before the last
/// change, made up, or missing.
final class AuthScript implements Script {

  private static final String ROOT = "root";

  private final Dice dice;
  private final AuthCalls calls;
  private final GuardedCalls guarded;
  private final Deque<Step> due = new ArrayDeque<>();
  private final Map<String, String> passwords = new HashMap<>();
  private boolean enabled;

  AuthScript(long seed) {
    dice = new Dice(seed);
    calls = new AuthCalls(dice);
    guarded = new GuardedCalls(dice);
    due.add(Ask.of(AuthEnableRequest.getDefaultInstance()));
    due.add(add(ROOT));
    due.add(Ask.of(AuthEnableRequest.getDefaultInstance()));
    founding();
  }

  /// What auth needs before it can be enabled, and somebody who may do something.
  private void founding() {
    due.add(add(ROOT));
    due.add(Ask.of(AuthRoleAddRequest.newBuilder().setName(ROOT).build()));
    due.add(grant(ROOT, ROOT));
    for (String name : AuthCalls.NAMES) {
      due.add(add(name));
      due.add(Ask.of(AuthRoleAddRequest.newBuilder().setName(name).build()));
      due.add(grant(name, name));
      due.add(Ask.of(calls.grant(name)));
    }
  }

  private static Step add(String user) {
    return Ask.of(AuthUserAddRequest.newBuilder().setName(user).setPassword("first").build());
  }

  private static Step grant(String user, String role) {
    return Ask.of(AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  @Override
  public Step next() {
    if (!due.isEmpty()) {
      return due.removeFirst();
    }
    return enabled ? whileOn(dice.between(0, 99)) : whileOff(dice.between(0, 99));
  }

  private Step whileOff(int kind) {
    if (kind < 8) {
      return Ask.of(AuthEnableRequest.getDefaultInstance());
    }
    if (kind < 12) {
      return Ask.of(AuthDisableRequest.getDefaultInstance());
    }
    if (kind < 16) {
      return new AuthState(false);
    }
    return kind < 20 ? authenticate(user()) : kind < 85 ? calls.administer("", true) : use(kind);
  }

  private Step whileOn(int kind) {
    if (kind < 15) {
      return authenticate(dice.chance(20) ? ROOT : user());
    }
    if (kind == 15) {
      return new Ask(AuthDisableRequest.getDefaultInstance(), dice.chance(60) ? ROOT : caller());
    }
    if (kind < 18) {
      return new Ask(AuthEnableRequest.getDefaultInstance(), caller());
    }
    if (kind == 18) {
      return new AuthState(true);
    }
    if (kind < 30) {
      due.add(authenticate(ROOT));
      return calls.administer(ROOT, false);
    }
    return kind < 40 ? calls.administer(caller(), false) : use(kind);
  }

  /// By nobody while auth is off: even then an old etcd looks at tokens and refuses old ones.
  private Step use(int kind) {
    String caller = enabled ? caller() : "";
    if (kind >= 97) {
      return guarded.watch(caller);
    }
    Message call = guarded.call();
    return enabled && changesLeases(call) ? byRoot(call) : new Ask(call, caller);
  }

  private static boolean changesLeases(Message call) {
    return call instanceof LeaseGrantRequest || call instanceof LeaseRevokeRequest;
  }

  /// With a new token: an old etcd lets anybody grant leases, whom later ones refuse.
  private Step byRoot(Message call) {
    due.add(new Ask(call, ROOT));
    return Ask.of(
        AuthenticateRequest.newBuilder()
            .setName(ROOT)
            .setPassword(passwords.getOrDefault(ROOT, "first"))
            .build());
  }

  /// A user, the root, nobody, or somebody whom no token was given to.
  private String caller() {
    return switch (dice.between(0, 9)) {
      case 0 -> "";
      case 1 -> "abcdefghijklmnop.1";
      case 2 -> ROOT;
      default -> user();
    };
  }

  private String user() {
    return dice.pick(AuthCalls.NAMES);
  }

  private Step authenticate(String user) {
    String password = passwords.getOrDefault(user, "first");
    return Ask.of(
        AuthenticateRequest.newBuilder()
            .setName(dice.oneIn(30) ? "nobody" : user)
            .setPassword(dice.oneIn(15) ? "wrong" : password)
            .build());
  }

  @Override
  public void heard(Step step, Answer answer) {
    if (!(step instanceof Ask(Message request, _))
        || !(answer instanceof Answer.Response(Message response))) {
      return;
    }
    calls.heard(request);
    switch (request) {
      case AuthUserAddRequest added -> passwords.put(added.getName(), added.getPassword());
      case AuthUserChangePasswordRequest changed ->
          passwords.put(changed.getName(), changed.getPassword());
      default -> {}
    }
    switch (response) {
      case AuthEnableResponse _ -> {
        enabled = true;
        due.add(authenticate(ROOT));
        AuthCalls.NAMES.forEach(name -> due.add(authenticate(name)));
      }
      case AuthDisableResponse _ -> {
        enabled = false;
        if (dice.chance(80)) {
          founding();
        }
      }
      default -> {}
    }
  }

  /// The last step turns auth off for whoever comes next.
  @Override
  public List<Step> atTheEnd() {
    Message everything =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("a"))
            .setRangeEnd(ByteString.copyFromUtf8("k"))
            .build();
    List<Step> last = new ArrayList<>();
    if (enabled) {
      String password = passwords.getOrDefault(ROOT, "first");
      last.add(
          Ask.of(AuthenticateRequest.newBuilder().setName(ROOT).setPassword(password).build()));
      last.addAll(calls.overview(ROOT));
      last.add(new Ask(everything, ROOT));
      last.add(new Ask(AuthDisableRequest.getDefaultInstance(), ROOT));
    } else {
      last.addAll(calls.overview(""));
      last.add(Ask.of(everything));
    }
    return last;
  }
}
