package service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Very many leases that end in the same moment.
final class ManyLeasesTest {

  private static final int LEASES = 100_000;
  private static final int SECONDS = 20;

  private final Caller caller = Caller.inside(Runnable::run);

  @Test
  void aHundredThousandLeasesEndInOneSecondWhilePutsGoOn() throws Exception {
    try (var member = new LoneMember()) {
      long began = System.nanoTime();
      grantAll(member);
      System.out.printf("figure: %,d leases with a key each granted in %s%n", LEASES, since(began));
      assertThat(count(member)).isEqualTo(LEASES);
      Awaitility.await("the first end")
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofMinutes(3))
          .until(() -> count(member) < LEASES);
      long first = System.nanoTime();
      List<Long> puts = new ArrayList<>();
      while (count(member) > 0) {
        long put = System.nanoTime();
        member.kv().put(put("other", 0)).get(60, TimeUnit.SECONDS);
        puts.add(System.nanoTime() - put);
      }
      puts.sort(Long::compare);
      System.out.printf(
          "figure: %,d leases ended within %s; %,d puts meanwhile, the slowest %s, the median %s%n",
          LEASES,
          since(first),
          puts.size(),
          Duration.ofNanos(puts.getLast()),
          Duration.ofNanos(puts.get(puts.size() / 2)));
    }
  }

  private void grantAll(LoneMember member) throws Exception {
    var leases = member.leases();
    var kv = member.kv();
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    for (int id = 1; id <= LEASES; id++) {
      var grant = LeaseGrantRequest.newBuilder().setID(id).setTTL(SECONDS).build();
      underWay.add(leases.grant(grant, caller));
      underWay.add(kv.put(put("leased/" + id, id)));
      if (underWay.size() >= 10_000 || id == LEASES) {
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
            .get(60, TimeUnit.SECONDS);
        underWay.clear();
      }
    }
  }

  private static PutRequest put(String key, long lease) {
    return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setLease(lease).build();
  }

  private static long count(LoneMember member) {
    return member
        .context()
        .views()
        .get()
        .range(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("leased/"))
                .setRangeEnd(ByteString.copyFromUtf8("leased0"))
                .setCountOnly(true)
                .build())
        .getCount();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).truncatedTo(ChronoUnit.MILLIS);
  }
}
