package tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.junit.jupiter.api.Test;

/// Whom a certificate names.
final class CommonNameTest {

  private static String of(String names) throws Exception {
    var issued = new TestCa("ca").issue(names);
    return CommonName.of(new JcaX509CertificateConverter().getCertificate(issued.certificate()));
  }

  @Test
  void itIsRead() throws Exception {
    assertThat(of("a member")).isEqualTo("a member");
  }

  @Test
  void ofSeveralTheLastCountsAsInGo() throws Exception {
    assertThat(of("first,CN=last")).isEqualTo("last");
  }
}
