package sampo.cli;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tls.ClientContext;

/// Whom a client command believes, and who it says it is; etcdctl's flags and variables.
final class Security {

  @Option(
      names = "--cacert",
      paramLabel = "PEM",
      defaultValue = "${env:ETCDCTL_CACERT}",
      description = "CAs that members' certificates must come from; implies https.")
  private @Nullable Path trusted;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      defaultValue = "${env:ETCDCTL_CERT}",
      description = "Certificate to show; implies https.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "PEM",
      defaultValue = "${env:ETCDCTL_KEY}",
      description = "Its private key.")
  private @Nullable Path key;

  @Option(
      names = "--insecure-skip-tls-verify",
      description = "Take members for who they say they are; implies https.")
  private boolean believesAnybody;

  /// Whether an endpoint without a scheme is one of https.
  boolean isOn() {
    return trusted != null || certificate != null || key != null || believesAnybody;
  }

  /// @throws tls.InvalidTls if files are unusable
  SslContext context() {
    var http2 =
        new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2);
    return new JdkSslContext(
        ClientContext.of(trusted, certificate, key, believesAnybody),
        true,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        http2,
        ClientAuth.NONE,
        null,
        false);
  }
}
