package auth;

import authpb.Role;
import authpb.User;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Users, roles, and whether anyone asks for them: all of auth that the members agree on.
/// Immutable.
public final class AuthState {

  /// The user, and the role, that may do everything.
  public static final String ROOT = "root";

  /// A fresh cluster: auth is off, and there is nobody.
  public static final AuthState FRESH = new AuthState(false, 1, new TreeMap<>(), new TreeMap<>());

  private final boolean enabled;
  private final long revision;
  private final NavigableMap<String, User> users;
  private final NavigableMap<String, Role> roles;

  /// What was once found out of this state; it never changes.
  private final Map<String, Rights> rights = new ConcurrentHashMap<>();

  private AuthState(
      boolean enabled, long revision, TreeMap<String, User> users, TreeMap<String, Role> roles) {
    this.enabled = enabled;
    this.revision = revision;
    this.users = Collections.unmodifiableNavigableMap(users);
    this.roles = Collections.unmodifiableNavigableMap(roles);
  }

  /// A state as it was kept.
  ///
  /// @param revision at least 1
  public static AuthState of(
      boolean enabled, long revision, Iterable<User> users, Iterable<Role> roles) {
    var usersByName = new TreeMap<String, User>();
    users.forEach(user -> usersByName.put(user.getName(), user));
    var rolesByName = new TreeMap<String, Role>();
    roles.forEach(role -> rolesByName.put(role.getName(), role));
    return new AuthState(enabled, revision, usersByName, rolesByName);
  }

  /// Whether clients have to say who they are.
  public boolean enabled() {
    return enabled;
  }

  /// Grows with every change of users, roles and permissions, and when auth is turned off.
  public long revision() {
    return revision;
  }

  /// The users by name.
  public NavigableMap<String, User> users() {
    return users;
  }

  /// The roles by name.
  public NavigableMap<String, Role> roles() {
    return roles;
  }

  /// Whether the user has this role.
  public boolean hasRole(String user, String role) {
    User found = users.get(user);
    return found != null && found.getRolesList().contains(role);
  }

  /// What a user's roles allow; null if there is no such user.
  @Nullable Rights rights(String user) {
    Rights known = rights.get(user);
    if (known != null) {
      return known;
    }
    User found = users.get(user);
    if (found == null) {
      return null;
    }
    Rights gathered =
        found.getRolesList().contains(ROOT)
            ? Rights.ALL
            : Rights.of(
                found.getRolesList().stream().map(roles::get).filter(Objects::nonNull).toList());
    rights.put(user, gathered);
    return gathered;
  }

  AuthState turnedOn() {
    return new AuthState(true, revision, new TreeMap<>(users), new TreeMap<>(roles));
  }

  AuthState turnedOff() {
    return new AuthState(false, revision + 1, new TreeMap<>(users), new TreeMap<>(roles));
  }

  AuthState with(User user) {
    var changed = new TreeMap<>(users);
    changed.put(user.getName(), user);
    return new AuthState(enabled, revision + 1, changed, new TreeMap<>(roles));
  }

  AuthState with(Role role) {
    var changed = new TreeMap<>(roles);
    changed.put(role.getName(), role);
    return new AuthState(enabled, revision + 1, new TreeMap<>(users), changed);
  }

  AuthState withoutUser(String name) {
    var changed = new TreeMap<>(users);
    changed.remove(name);
    return new AuthState(enabled, revision + 1, changed, new TreeMap<>(roles));
  }

  /// Without the role, which its users lose too.
  AuthState withoutRole(String name) {
    var changed = new TreeMap<>(roles);
    changed.remove(name);
    var stripped = new TreeMap<>(users);
    stripped.replaceAll((_, user) -> Changes.without(user, name));
    return new AuthState(enabled, revision + 1, stripped, changed);
  }
}
