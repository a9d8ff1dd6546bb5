package sampo;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd how far the member is (`sd_notify(3)`): one datagram to the socket that it names.
///
/// The JDK has streams for local sockets, but no datagrams; so this asks the C library.
///
/// @param socket a path, or `@name` in Linux' abstract namespace; empty if nobody listens
record ServiceNotice(String socket) {

  static final String READY = "READY=1";
  static final String STOPPING = "STOPPING=1";

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.node");

  /// Of Linux: `AF_UNIX`, `SOCK_DGRAM`, and the size of the path in `sockaddr_un`.
  private static final short LOCAL = 1;

  private static final int DATAGRAM = 2;
  private static final int PATH_BYTES = 108;

  static ServiceNotice of(Map<String, String> environment) {
    return new ServiceNotice(environment.getOrDefault("NOTIFY_SOCKET", ""));
  }

  /// Sends, if somebody listens. A notice that cannot be sent is logged: the member goes on.
  void send(String state) {
    if (socket.isEmpty()) {
      return;
    }
    try (Arena memory = Arena.ofConfined()) {
      sendDatagram(memory, state.getBytes(UTF_8));
    } catch (Throwable failed) {
      LOGGER.warn("cannot tell systemd {}: {}", state, failed.toString());
    }
  }

  private void sendDatagram(Arena memory, byte[] state) throws Throwable {
    byte[] path = socket.getBytes(UTF_8);
    if (path.length >= PATH_BYTES) {
      throw new IllegalArgumentException("NOTIFY_SOCKET is too long");
    }
    MemorySegment address = memory.allocate(Short.BYTES + PATH_BYTES);
    address.set(JAVA_SHORT, 0, LOCAL);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, Short.BYTES, path.length);
    if (socket.startsWith("@")) {
      address.set(JAVA_BYTE, Short.BYTES, (byte) 0);
    }
    MemorySegment bytes = memory.allocateFrom(JAVA_BYTE, state);
    int descriptor = (int) call("socket", JAVA_INT, JAVA_INT, JAVA_INT).invoke(LOCAL, DATAGRAM, 0);
    long sent =
        (long)
            function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT)
                .invoke(descriptor, bytes, (long) state.length, 0, address, length(path));
    int unused = (int) call("close", JAVA_INT).invoke(descriptor);
    if (sent != state.length) {
      throw new IllegalStateException("nobody listens at " + socket);
    }
  }

  /// An abstract name has no end but the end of the address.
  private static int length(byte[] path) {
    return Short.BYTES + path.length;
  }

  private static MethodHandle call(String name, MemoryLayout... arguments) {
    return function(name, JAVA_INT, arguments);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
