package http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which web pages may ask, and by which names this member may be called (etcd's `--cors` and
/// `--host-whitelist`).
///
/// @param hosts names that a request may be for, without ports; empty or `*` for any. A page that
///   has its own name point at this member (DNS rebinding) does not get past it.
/// @param origins origins of pages; empty or `*` for any
public record AccessRules(Set<String> hosts, Set<String> origins) {

  /// etcd's defaults: everyone.
  public static final AccessRules OPEN = new AccessRules(Set.of(), Set.of());

  private static final String ANY = "*";

  public AccessRules {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /// Whether a request with this `Host` header is for this member.
  boolean servesHost(@Nullable String header) {
    return allows(hosts, name(header == null ? "" : header));
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
