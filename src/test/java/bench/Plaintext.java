package bench;

import io.grpc.netty.NettyChannelBuilder;

/// Connections without TLS.
final class Plaintext {

  private Plaintext() {}

  /// @param endpoint `host:port`
  static NettyChannelBuilder dial(String endpoint) {
    return NettyChannelBuilder.forTarget("dns:///" + endpoint).usePlaintext();
  }
}
