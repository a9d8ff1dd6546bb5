package sampo.settings;

import java.util.List;
import sampo.HttpUrl;
import sampo.InvalidSettings;

/// What is served over HTTP/1.1, where, and to whom.
///
/// @param metricsUrls where only metrics and health are served (`--listen-metrics-urls`)
/// @param httpUrls where only HTTP/1.1 is served, and then not beside gRPC
///   (`--listen-client-http-urls`)
/// @param cors origins whose pages may ask; `*` for any (`--cors`)
/// @param hosts names under which the member answers without TLS; `*` for any (`--host-whitelist`)
/// @param gateway whether requests may come as JSON (`--enable-grpc-gateway`)
/// @param metrics how much is counted (`--metrics`)
public record HttpSettings(
    List<HttpUrl> metricsUrls,
    List<HttpUrl> httpUrls,
    List<String> cors,
    List<String> hosts,
    boolean gateway,
    Metrics metrics) {

  /// How much is counted.
  public enum Metrics {
    BASIC,
    /// Also the latency of every gRPC method.
    EXTENSIVE;

    /// @throws InvalidSettings if it is neither `basic` nor `extensive`
    public static Metrics of(String flag) {
      return switch (flag) {
        case "basic" -> BASIC;
        case "extensive" -> EXTENSIVE;
        default ->
            throw new InvalidSettings("--metrics is basic or extensive, not \"" + flag + "\"");
      };
    }
  }

  /// @throws InvalidSettings if a URL cannot be bound to
  public HttpSettings {
    metricsUrls = Urls.bindable("--listen-metrics-urls", metricsUrls);
    httpUrls = Urls.bindable("--listen-client-http-urls", httpUrls);
    cors = List.copyOf(cors);
    hosts = List.copyOf(hosts);
  }

  /// Whether HTTP/1.1 shares the ports of gRPC.
  public boolean besideGrpc() {
    return httpUrls.isEmpty();
  }
}
