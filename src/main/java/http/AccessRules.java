package http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Which web pages may ask, by which names this member may be called (etcd's `--cors` and
/// `--host-whitelist`), and who may not use the gateway.
///
/// @param hosts names that a request may be for, without ports; empty or `*` for any. A page that
///   has its own name point at this member (DNS rebinding) does not get past it.
/// @param origins origins of pages; empty or `*` for any
/// @param users tells the connections whose certificate stands for a user. The gateway would pass
///   over that, so that it refuses them, as etcd's does: a client would have other rights than it
///   thinks.
public record AccessRules(Set<String> hosts, Set<String> origins, Predicate<SSLSession> users) {

  /// etcd's defaults: everyone.
  public static final AccessRules OPEN = new AccessRules(Set.of(), Set.of(), _ -> false);

  private static final String ANY = "*";

  /// Where the gateway is.
  private static final List<String> GATEWAY = List.of("/v3/", "/v3beta/");

  public AccessRules {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /// Whether a request with this `Host` header is for this member.
  boolean servesHost(@Nullable String header) {
    return allows(hosts, name(header == null ? "" : header));
  }

  /// Whether a request may be made by way of a connection.
  ///
  /// @param session null without TLS
  boolean serves(String uri, @Nullable SSLSession session) {
    return session == null || GATEWAY.stream().noneMatch(uri::startsWith) || !users.test(session);
  }

  /// What a browser is told about a page of this origin.
  Map<CharSequence, String> headers(@Nullable String origin) {
    if (allows(origins, ANY)) {
      return permission(ANY);
    }
    return origin != null && origins.contains(origin) ? permission(origin) : Map.of();
  }

  private static boolean allows(Set<String> allowed, String one) {
    return allowed.isEmpty() || allowed.contains(ANY) || allowed.contains(one);
  }

  private static Map<CharSequence, String> permission(String origin) {
    return Map.of(
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE",
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin,
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");
  }

  /// The host of `host:port`, `[v6]:port` or `host`.
  static String name(String header) {
    if (header.startsWith("[")) {
      int end = header.indexOf(']');
      return end < 0 ? header : header.substring(1, end);
    }
    int colon = header.indexOf(':');
    return colon < 0 ? header : header.substring(0, colon);
  }
}
