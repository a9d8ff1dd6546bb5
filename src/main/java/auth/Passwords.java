package auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import authpb.User;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Hashes passwords by bcrypt, and checks them, on threads of its own: that takes long by intent.
///
/// A password that was found right is remembered as a keyed fast hash, under a key that never
/// leaves this process, so that a client that comes again and again costs bcrypt once. It is
/// compared only with the very bcrypt hash that it was found right for. For a user who is not there
/// the same work is done as for one who is. Thread-safe.
public final class Passwords implements AutoCloseable {

  /// What is taken from clients.
  ///
  /// @param cost bcrypt's cost, 4 to 31 (etcd's `--bcrypt-cost`): one more doubles the work
  /// @param threads that hash at the same time
  /// @param maxWaiting passwords that may wait for a thread; beyond, TOO_MANY_REQUESTS
  /// @param remembered users whose last right password is remembered; 0: nobody's
  public record Limits(int cost, int threads, int maxWaiting, int remembered) {
    public Limits {
      if (cost < BCrypt.MIN_COST
          || cost > BCrypt.MAX_COST
          || threads < 1
          || maxWaiting < 1
          || remembered < 0) {
        throw new IllegalArgumentException(
            "a bcrypt cost of 4 to 31, threads and places to wait are needed: " + this);
      }
    }
  }

  /// What a password was found right for, and its fast hash.
  private record Right(ByteString hash, byte[] mac) {}

  /// Bytes that bcrypt looks at.
  private static final int MAX_BYTES = 72;

  private static final String MAC = "HmacSHA256";

  /// A well-formed end of a hash that no password is known to have.
  private static final String NOBODYS = "$" + "abcdefghijklmnopqrstuu" + "a".repeat(31);

  private final BCrypt.Version version = BCrypt.Version.VERSION_2A;
  private final Limits limits;
  private final ThreadPoolExecutor threads;
  private final SecretKeySpec key;
  private final Cache<String, Right> right;

  public Passwords(Limits limits) {
    this.limits = limits;
    this.threads =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.maxWaiting()),
            Thread.ofPlatform().daemon().name("passwords-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    var secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, MAC);
    this.right =
        Caffeine.newBuilder().maximumSize(limits.remembered()).executor(Runnable::run).build();
  }

  /// The bcrypt hash of a password, in base64, as it is proposed to the log.
  ///
  /// Ends with PASSWORD_TOO_LONG (over 72 bytes in UTF-8) or TOO_MANY_REQUESTS.
  public CompletableFuture<String> hash(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES) {
      return CompletableFuture.failedFuture(EtcdError.PASSWORD_TOO_LONG.exception());
    }
    return later(
        () -> {
          var hasher = BCrypt.with(version, LongPasswordStrategies.none());
          return Base64.getEncoder().encodeToString(hasher.hash(limits.cost(), bytes));
        });
  }

  /// Whether a password is that of a user; of nobody, none is.
  ///
  /// Ends with TOO_MANY_REQUESTS.
  public CompletableFuture<Boolean> isRight(@Nullable User user, String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    ByteString hash = user == null ? nobodys() : user.getPassword();
    String name = user == null ? "" : user.getName();
    byte[] mac = mac(bytes);
    var known = right.getIfPresent(name);
    if (known != null && known.hash.equals(hash) && MessageDigest.isEqual(known.mac, mac)) {
      return CompletableFuture.completedFuture(true);
    }
    return later(
        () -> {
          boolean matches = matches(bytes, hash) && user != null;
          if (matches) {
            right.put(name, new Right(hash, mac));
          }
          return matches;
        });
  }

  private boolean matches(byte[] password, ByteString hash) {
    byte[] seen = password.length > MAX_BYTES ? Arrays.copyOf(password, MAX_BYTES) : password;
    var verifyer = BCrypt.verifyer(version, LongPasswordStrategies.none());
    return verifyer.verify(seen, hash.toByteArray()).verified && seen.length == password.length;
  }

  private ByteString nobodys() {
    return ByteString.copyFromUtf8("$2a$%02d".formatted(limits.cost()) + NOBODYS);
  }

  private byte[] mac(byte[] password) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal(password);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }

  private <T> CompletableFuture<T> later(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException full) {
      var error = threads.isShutdown() ? EtcdError.STOPPED : EtcdError.TOO_MANY_REQUESTS;
      return CompletableFuture.failedFuture(error.exception());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
