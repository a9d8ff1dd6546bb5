package sampo;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How [SampoClient] finds members and how long it waits; `sampo.client` in `reference.conf`.
///
/// @param contactPoints members to begin with, as `host:peer-port` or
///   `pekko://sampo@host:peer-port`
/// @param timeout for one request, with all the members it is tried on
/// @param attemptTimeout for a read on one member, before it is tried on another
/// @param knockTimeout for a member to say that it is there; after as long it is asked again before
///   anything is sent to it
/// @param retryPause before a request is tried again
/// @param maxInFlight requests under way at the same time
/// @param user who the client is when members ask; null for nobody
public record ClientSettings(
    List<String> contactPoints,
    Duration timeout,
    Duration attemptTimeout,
    Duration knockTimeout,
    Duration retryPause,
    int maxInFlight,
    @Nullable User user) {

  /// Settings for nobody.
  ///
  /// @throws InvalidSettings if a time or a number is not positive
  public ClientSettings(
      List<String> contactPoints,
      Duration timeout,
      Duration attemptTimeout,
      Duration knockTimeout,
      Duration retryPause,
      int maxInFlight) {
    this(contactPoints, timeout, attemptTimeout, knockTimeout, retryPause, maxInFlight, null);
  }

  /// A user of etcd's Auth. Its text does not show the password.
  public record User(String name, String password) {
    @Override
    public String toString() {
      return "user " + name;
    }
  }

  /// @throws InvalidSettings if a time or a number is not positive
  public ClientSettings {
    contactPoints = List.copyOf(contactPoints);
    if (!timeout.isPositive()
        || !attemptTimeout.isPositive()
        || !knockTimeout.isPositive()
        || !retryPause.isPositive()
        || maxInFlight < 1) {
      throw new InvalidSettings("sampo.client: times and max-in-flight must be positive");
    }
  }

  /// What a configuration says below `sampo.client`.
  public static ClientSettings of(Config config) {
    Config client = config.getConfig("sampo.client");
    return new ClientSettings(
        client.getStringList("contact-points"),
        client.getDuration("timeout"),
        client.getDuration("attempt-timeout"),
        client.getDuration("knock-timeout"),
        client.getDuration("retry-pause"),
        client.getInt("max-in-flight"),
        client.getString("user").isEmpty()
            ? null
            : new User(client.getString("user"), client.getString("password")));
  }

  /// These settings with other members to begin with.
  public ClientSettings withContactPoints(String... contactPoints) {
    return new ClientSettings(
        List.of(contactPoints),
        timeout,
        attemptTimeout,
        knockTimeout,
        retryPause,
        maxInFlight,
        user);
  }

  /// These settings with another time for one request. A read then waits for one member no longer
  /// than that.
  public ClientSettings withTimeout(Duration timeout) {
    return new ClientSettings(
        contactPoints, timeout, attemptTimeout, knockTimeout, retryPause, maxInFlight, user);
  }

  /// These settings for a user of etcd's Auth. While auth is off nobody asks for it.
  public ClientSettings withUser(String name, String password) {
    return new ClientSettings(
        contactPoints,
        timeout,
        attemptTimeout,
        knockTimeout,
        retryPause,
        maxInFlight,
        new User(name, password));
  }

  /// These settings with another number of requests under way at the same time.
  public ClientSettings withMaxInFlight(int maxInFlight) {
    return new ClientSettings(
        contactPoints, timeout, attemptTimeout, knockTimeout, retryPause, maxInFlight, user);
  }
}
