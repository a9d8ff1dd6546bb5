package sampo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// systemd hears of a member's state by one datagram each.
final class ServiceNoticeTest {

  @TempDir private Path folder;

  @Test
  void eachStateIsADatagramOfItsOwn() throws InterruptedException {
    assertHeard(folder.resolve("notify").toString(), folder.resolve("notify").toString());
  }

  @Test
  void theSocketMayHaveAnAbstractName() throws InterruptedException {
    String name = "sampo-notify-" + ProcessHandle.current().pid();
    assertHeard("\0" + name, "@" + name);
  }

  @Test
  void nobodyNeedListen() {
    ServiceNotice.of(Map.of()).send(ServiceNotice.READY);
    new ServiceNotice(folder.resolve("nobody").toString()).send(ServiceNotice.READY);
    new ServiceNotice("x".repeat(200)).send(ServiceNotice.READY);
  }

  private static void assertHeard(String bound, String named) throws InterruptedException {
    Assumptions.assumeTrue(Epoll.isAvailable(), "no local datagrams on this platform");
    var heard = new LinkedBlockingQueue<String>();
    var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    var systemd =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                  @Override
                  protected void channelRead0(
                      ChannelHandlerContext context, DomainDatagramPacket packet) {
                    heard.add(packet.content().toString(UTF_8));
                  }
                })
            .bind(new DomainSocketAddress(bound))
            .syncUninterruptibly();
    try {
      var notice = ServiceNotice.of(Map.of("NOTIFY_SOCKET", named));
      notice.send(ServiceNotice.READY);
      notice.send(ServiceNotice.STOPPING);
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("STOPPING=1");
    } finally {
      systemd.channel().close();
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
