package sampo;

import java.util.List;
import picocli.CommandLine.Option;
import sampo.settings.HttpSettings;
import sampo.settings.Urls;

/// What is served over HTTP/1.1.
final class HttpFlags {

  @Option(
      names = "--listen-metrics-urls",
      paramLabel = "URL[,URL]",
      defaultValue = "",
      description = "Where only /metrics, /health, /livez and /readyz are served.")
  private String metricsUrls = "";

  @Option(
      names = "--listen-client-http-urls",
      paramLabel = "URL[,URL]",
      defaultValue = "",
      description = "Where HTTP/1.1 is served, instead of beside gRPC.")
  private String httpUrls = "";

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN[,ORIGIN]",
      split = ",",
      defaultValue = "*",
      description = "Origins whose web pages may ask (default: *).")
  private List<String> cors = List.of();

  @Option(
      names = "--host-whitelist",
      paramLabel = "HOST[,HOST]",
      split = ",",
      defaultValue = "*",
      description = "Names under which the member answers without TLS (default: *).")
  private List<String> hosts = List.of();

  @Option(
      names = "--enable-grpc-gateway",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Take requests as JSON over HTTP/1.1 (default: true).")
  private boolean gateway;

  @Option(
      names = "--metrics",
      paramLabel = "basic|extensive",
      defaultValue = "basic",
      description = "How much is counted (default: ${DEFAULT-VALUE}).")
  private String metrics = "";

  HttpSettings settings() {
    return new HttpSettings(
        Urls.parse("--listen-metrics-urls", metricsUrls),
        Urls.parse("--listen-client-http-urls", httpUrls),
        cors,
        hosts,
        gateway,
        HttpSettings.Metrics.of(metrics));
  }
}
