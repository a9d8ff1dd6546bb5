package gateway;

import com.google.protobuf.ByteString;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.SnapshotResponse;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import http.AccessRules;
import http.HttpConnections;
import http.HttpLimits;
import http.Site;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The gateway on a real socket before streaming services that a test has in its hands.
final class StreamPort implements AutoCloseable {

  static final int CHUNKS = 1000;
  private static final int CHUNK_BYTES = 32 << 10;

  /// What watches have sent, and where they are answered.
  final LinkedBlockingQueue<WatchRequest> watchRequests = new LinkedBlockingQueue<>();

  final LinkedBlockingQueue<StreamObserver<WatchResponse>> watches = new LinkedBlockingQueue<>();
  final CountDownLatch watchCancelled = new CountDownLatch(1);
  final AtomicInteger chunksSent = new AtomicInteger();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService answers = Executors.newSingleThreadExecutor();
  private final Server server;
  private final ManagedChannel services;
  private final HttpConnections connections;
  private final Channel listener;

  StreamPort() throws IOException {
    var name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new Watch())
            .addService(new Lease())
            .addService(new Maintenance())
            .build()
            .start();
    services = InProcessChannelBuilder.forName(name).executor(answers).build();
    var limits = new HttpLimits(8192, 8192, 1 << 20, Duration.ofSeconds(1), Duration.ofMinutes(1));
    var gateway = new Gateway(services, limits.maxBodyBytes());
    connections = new HttpConnections(new Site(gateway, gateway, AccessRules.OPEN), limits);
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.accept(channel.pipeline());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    connections.close();
    listener.close();
    services.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    server.shutdownNow();
    answers.shutdown();
  }

  /// Stays open when the client has said all, as etcd's does.
  private final class Watch extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
      ((ServerCallStreamObserver<?>) responses).setOnCancelHandler(watchCancelled::countDown);
      watches.add(responses);
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          watchRequests.add(request);
          if (request.hasCreateRequest()) {
            responses.onNext(WatchResponse.newBuilder().setCreated(true).build());
          }
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
      };
    }
  }

  /// Knows no lease 99.
  private static final class Lease extends LeaseGrpc.LeaseImplBase {
    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          if (request.getID() == 99) {
            responses.onError(
                Status.NOT_FOUND.withDescription("no lease \"99\"").asRuntimeException());
          } else {
            responses.onNext(LeaseKeepAliveResponse.newBuilder().setID(request.getID()).build());
          }
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }

  /// Sends as long as its client keeps up.
  private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> responses) {
      var chunk =
          SnapshotResponse.newBuilder().setBlob(ByteString.copyFrom(new byte[CHUNK_BYTES])).build();
      var call = (ServerCallStreamObserver<SnapshotResponse>) responses;
      call.setOnReadyHandler(
          () -> {
            while (call.isReady() && chunksSent.get() < CHUNKS) {
              call.onNext(chunk);
              if (chunksSent.incrementAndGet() == CHUNKS) {
                call.onCompleted();
              }
            }
          });
    }
  }
}
