package sampo;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/// Where a member listens or is reached: a scheme, a host and a port, and nothing else.
///
/// The text is kept as its operator wrote it: members are known by the hash of these very
/// characters, so `localhost` and `127.0.0.1` are two places.
///
/// @param text the URL as written
/// @param secure whether TLS is spoken there
/// @param host a name or an address; an IPv6 address without its brackets
/// @param port the port, 1 to 65535
public record HttpUrl(String text, boolean secure, String host, int port)
    implements Comparable<HttpUrl> {

  private static final int LAST_PORT = 65_535;

  /// Reads one URL.
  ///
  /// @throws InvalidSettings if it is not of the form `http://host:port` or `https://host:port`
  public static HttpUrl parse(String text) {
    URI uri = uri(text);
    boolean secure =
        switch (String.valueOf(uri.getScheme())) {
          case "http" -> false;
          case "https" -> true;
          case "unix", "unixs" ->
              throw new InvalidSettings("unix sockets are not supported: " + text);
          default -> throw new InvalidSettings("URL scheme must be http or https: " + text);
        };
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > LAST_PORT) {
      throw new InvalidSettings("URL address does not have the form \"host:port\": " + text);
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new InvalidSettings("URL must be a scheme, a host and a port only: " + text);
    }
    if (!uri.getPath().isEmpty()) {
      throw new InvalidSettings("URL must not contain a path: " + text);
    }
    return new HttpUrl(text, secure, withoutBrackets(uri.getHost()), uri.getPort());
  }

  /// Reads a comma-separated list; sorted by text, as etcd keeps it.
  ///
  /// @throws InvalidSettings if the list is empty or one of its URLs is invalid
  public static List<HttpUrl> parseList(String text) {
    if (text.isBlank()) {
      throw new InvalidSettings("a URL is missing");
    }
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(HttpUrl::parse)
        .sorted()
        .toList();
  }

  /// Whether a socket can be bound to it without asking a name service: an address or `localhost`.
  public boolean isBindable() {
    return host.equals("localhost") || host.indexOf(':') >= 0 || isIpv4(host);
  }

  @Override
  public int compareTo(HttpUrl other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidSettings("not a URL: " + text);
    }
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isIpv4(String host) {
    String[] parts = host.split("\\.", -1);
    return parts.length == 4
        && Arrays.stream(parts).allMatch(p -> p.matches("\\d{1,3}") && Integer.parseInt(p) < 256);
  }
}
