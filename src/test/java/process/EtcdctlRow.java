package process;

import java.util.List;
import java.util.stream.Stream;

/// One command of etcdctl with its main flags, and what has to be done before it so that there is
/// something to see. The lines of a row share nothing with other rows.
///
/// A line is what one would type after `etcdctl`; ` <<< ` begins its standard input, `;` being the
/// end of a line there. `{lease}` and `{member}` are the last ids that were printed, `{rev}` is the
/// revision at the start of the row, `{rev+1}` the next one, `{file}` a file of the row. A line that
/// begins with `2> ` goes on by itself and is ended when two lines of output have come.
///
/// @param name of the command
record EtcdctlRow(String name, List<String> lines) {

  private static EtcdctlRow row(String name, String... lines) {
    return new EtcdctlRow(name, List.of(lines));
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<EtcdctlRow> all() {
    return Stream.of(kv(), transactions(), watches(), leases(), operations(), sessions())
        .flatMap(List::stream);
  }

  private static List<EtcdctlRow> kv() {
    return List.of(
        row(
            "put",
            "put p v",
            "put p w --prev-kv",
            "put p --ignore-value",
            "put p x --ignore-lease -w json",
            "put p <<< from input",
            "put none --ignore-value",
            "put p v --lease=4711",
            "put"),
        row(
            "get",
            "put g/a 1",
            "put g/b 2",
            "put g/a 3",
            "get g/a",
            "get g/a -w json",
            "get g/a -w fields",
            "get g/a --hex",
            "get g/ --prefix --keys-only",
            "get g/ --prefix --print-value-only --order=DESCEND",
            "get g/ --prefix --sort-by=MODIFY --order=ASCEND",
            "get g/ --prefix --limit=1 -w json",
            "get g/a g/b",
            "get g/b --from-key --limit=1",
            "get g/a --rev={rev+1}",
            "get g/a --rev=999999999",
            "get g/a --consistency=s",
            "get none"),
        row(
            "del",
            "put d/a 1",
            "put d/b 2",
            "put d/c 3",
            "del d/a --prev-kv",
            "del d/a",
            "del d/b d/c -w json",
            "del d/ --prefix --prev-kv",
            "del"));
  }

  private static List<EtcdctlRow> transactions() {
    return List.of(
        row(
            "txn",
            "put t/a 1",
            "txn <<< value(\"t/a\") = \"1\";mod(\"t/b\") = \"0\";;put t/b 2;get t/a;;get t/b;;",
            "txn <<< version(\"t/a\") > \"7\";;put t/c 2;;get t/b;del t/a;;",
            "txn -w json <<< create(\"t/b\") > \"0\";lease(\"t/b\") = \"0\";;get t/b;;;",
            "txn <<< ;put t/d 1;put t/d 2;;;"),
        row(
            "compaction",
            "put c 1",
            "put c 2",
            "compaction {rev+1}",
            "compaction {rev+1}",
            "get c --rev={rev}",
            "put c 3",
            "compaction --physical {rev+2}",
            "compaction 999999999",
            "compaction"));
  }

  private static List<EtcdctlRow> watches() {
    return List.of(
        row(
            "watch",
            "put w/a one",
            "put w/a two",
            "2> watch w/a --rev={rev+2} --prev-kv",
            "2> watch w/ --prefix --rev={rev+1}",
            "2> watch -w json w/ w0 --rev={rev+2}",
            "2> watch w/a --rev={rev+1} -- echo heard",
            "2> watch -i <<< watch w/a --rev={rev+1}",
            "watch"),
        row("watch of what is compacted", "put wc 1", "put wc 2", "put wc 3",
            "compaction {rev+3}", "watch wc --rev={rev+1}"));
  }

  private static List<EtcdctlRow> leases() {
    return List.of(
        row("lease grant", "lease grant 1000", "lease grant 1000 -w json", "lease grant 99999999999",
            "lease grant", "lease revoke {lease}"),
        row("lease revoke", "lease grant 1000", "put lr v --lease={lease}",
            "lease revoke {lease}", "get lr", "lease revoke {lease}"),
        row("lease timetolive", "lease grant 1000", "put lt v --lease={lease}",
            "lease timetolive {lease}", "lease timetolive {lease} --keys",
            "lease timetolive {lease} --keys -w json", "lease timetolive 4711",
            "lease revoke {lease}"),
        row("lease list", "lease grant 1000", "lease list", "lease list -w json",
            "lease revoke {lease}"),
        row("lease keep-alive", "lease grant 1000", "lease keep-alive --once {lease}",
            "lease keep-alive --once {lease} -w json", "lease keep-alive --once 4711",
            "lease revoke {lease}"));
  }

  private static List<EtcdctlRow> operations() {
    return List.of(
        row("member list", "member list", "member list -w table", "member list -w json",
            "member list -w fields"),
        row("endpoint health", "endpoint health", "endpoint health -w table",
            "endpoint health --cluster"),
        row("endpoint status", "endpoint status", "endpoint status -w table",
            "endpoint status -w fields", "endpoint status --cluster"),
        row("version", "version"));
  }

  private static List<EtcdctlRow> sessions() {
    return List.of(
        row("lock", "lock a-lock echo held", "lock a-lock false"),
        row("elect", "2> elect an-election me", "elect"));
  }
}
