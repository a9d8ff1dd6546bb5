package sampo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Ids are etcd's: these were read off `member list` of etcd 3.4.23, started with the same flags.
final class InitialClusterTest {

  private static final String THREE =
      "e1=http://127.0.0.1:12380,e2=http://127.0.0.1:12381,e3=http://127.0.0.1:12382";

  @Test
  void aMemberIsKnownByItsPeerUrlAndToken() {
    InitialCluster cluster = InitialCluster.parse(THREE, "tok");
    assertThat(cluster.memberId("e1")).hasToString("d622127685879b3c");
    assertThat(cluster.memberId("e2")).hasToString("6f53dcab74102002");
    assertThat(cluster.memberId("e3")).hasToString("19ee3db6a247cc80");
  }

  @Test
  void aClusterIsKnownByItsMembers() {
    assertThat(Long.toUnsignedString(InitialCluster.parse(THREE, "tok").clusterId()))
        .isEqualTo("11634699950435903345");
  }

  @Test
  void idsDoNotDependOnTheOrderOfFlags() {
    String reversed =
        "e3=http://127.0.0.1:12382,e2=http://127.0.0.1:12381,e1=http://127.0.0.1:12380";
    assertThat(InitialCluster.parse(reversed, "tok").clusterId())
        .isEqualTo(InitialCluster.parse(THREE, "tok").clusterId());
  }

  @Test
  void anotherTokenIsAnotherCluster() {
    assertThat(InitialCluster.parse(THREE, "other").clusterId())
        .isNotEqualTo(InitialCluster.parse(THREE, "tok").clusterId());
  }

  @Test
  void etcdsDefaultClusterHasItsWellKnownIds() {
    InitialCluster cluster = Settings.parse().initialCluster();
    assertThat(cluster.memberId("default")).hasToString("8e9e05c52164694d");
    assertThat(Long.toHexString(cluster.clusterId())).isEqualTo("cdf818194e3a8c32");
  }

  @Test
  void severalUrlsOfAMemberAreHashedInOrder() {
    String two = "m=http://127.0.0.1:12395,m=http://127.0.0.1:12390";
    assertThat(InitialCluster.parse(two, "etcd-cluster").memberId("m"))
        .hasToString("a86544e8674315e");
  }

  @Test
  void membersAreListedByUnsignedId() {
    assertThat(InitialCluster.parse(THREE, "tok").namesById().values())
        .containsExactly("e3", "e2", "e1");
  }

  @Test
  void aUrlBelongsToOneMember() {
    assertThatThrownBy(() -> InitialCluster.parse("a=http://h:1,b=http://h:1", "tok"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage("--initial-cluster has duplicate url: http://h:1");
  }

  @Test
  void aMemberIsNameEqualsUrl() {
    for (String wrong : new String[] {"", "a", "a=", "=http://h:1", "a=http://h:1,"}) {
      assertThatThrownBy(() -> InitialCluster.parse(wrong, "tok"))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("name=url");
    }
  }
}
