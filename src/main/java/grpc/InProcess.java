package grpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.concurrent.Executor;
import metrics.GrpcMetrics;
import service.MemberContext;

/// The services of the client port for callers in this process, such as the JSON gateway: the same
/// code behind the same checks, without a network between.
public final class InProcess implements AutoCloseable {

  private final Server server;
  private final ManagedChannel channel;

  private InProcess(Server server, ManagedChannel channel) {
    this.server = server;
    this.channel = channel;
  }

  /// Opens the services.
  ///
  /// @param maxMessageBytes largest request message
  /// @param answers where callers hear of responses; calls begin on the thread of the caller
  public static InProcess open(
      MemberContext member,
      GrpcServer.Services services,
      GrpcMetrics metrics,
      int maxMessageBytes,
      Executor answers)
      throws IOException {
    var name = InProcessServerBuilder.generateName();
    var definitions = GrpcServer.definitions(member, services, metrics, maxMessageBytes);
    var server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addServices(definitions)
            .fallbackHandlerRegistry(UnknownMethods.beside(definitions))
            .build()
            .start();
    return new InProcess(
        server, InProcessChannelBuilder.forName(name).executor(answers).build());
  }

  /// Leads to the services.
  public Channel channel() {
    return channel;
  }

  /// Cancels all calls.
  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
