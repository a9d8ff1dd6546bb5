package grpc;

import io.grpc.Attributes;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import metrics.GrpcMetrics;
import service.MemberContext;

/// The services of the client port for callers in this process, such as the JSON gateway: the same
/// code behind the same checks, without a network between. All calls live on one thread, as those
/// of a connection do.
public final class InProcess implements AutoCloseable {

  private static final long GRACE_MILLIS = 1000;

  private final EventLoop thread;
  private final Server server;
  private final ManagedChannel channel;

  private InProcess(EventLoop thread, Server server, ManagedChannel channel) {
    this.thread = thread;
    this.server = server;
    this.channel = channel;
  }

  /// Opens the services.
  ///
  /// @param maxMessageBytes largest request message
  /// @param underWay is told of all calls
  /// @param answers where callers hear of responses
  public static InProcess open(
      MemberContext member,
      GrpcServer.Services services,
      GrpcMetrics metrics,
      int maxMessageBytes,
      UnderWay underWay,
      Executor answers)
      throws IOException {
    var leaderLoss = new LeaderLoss(member::hasLeader);
    var shared =
        new ServiceBuilder.Shared(
            new Gate(member, metrics), metrics, maxMessageBytes, leaderLoss, underWay);
    var definitions = GrpcServer.definitions(services, shared);
    var name = InProcessServerBuilder.generateName();
    var thread = new DefaultEventLoop(new DefaultThreadFactory("in-process-calls", true));
    var outbox = new Outbox(thread);
    var server =
        InProcessServerBuilder.forName(name)
            .executor(outbox)
            .addTransportFilter(new AsOneConnection(outbox))
            .addServices(definitions)
            .fallbackHandlerRegistry(UnknownMethods.beside(definitions))
            .build()
            .start();
    leaderLoss.watchOn(thread, member.limits().electionTimeout());
    var channel = InProcessChannelBuilder.forName(name).executor(answers).build();
    return new InProcess(thread, server, channel);
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
    thread.shutdownGracefully(0, GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Tells all calls that they came by one connection.
  private static final class AsOneConnection extends ServerTransportFilter {

    private final Outbox outbox;

    AsOneConnection(Outbox outbox) {
      this.outbox = outbox;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
      return attributes.toBuilder().set(Outbox.OF_CONNECTION, outbox).build();
    }
  }
}
