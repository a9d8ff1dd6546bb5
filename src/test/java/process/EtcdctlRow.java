package process;

import java.util.List;
import java.util.stream.Stream;

/// One command of etcdctl with its main flags, and what has to be done before it so that there is
/// something to see. The lines of a row share nothing with other rows.
///
/// A line is what one would type after `etcdctl`; ` <<< ` begins its standard input, `;` being the
/// end of a line there. `{lease}` and `{member}` are the last ids that were printed, `{rev}` is the
/// revision at the start of the row, `{rev+1}` the next one, `{file}` a file of the row. A line
/// that begins with `2> ` goes on by itself and is ended when two lines of output have come.
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
    return Stream.of(
            kv(),
            transactions(),
            watches(),
            leases(),
            operations(),
            maintenance(),
            sessions(),
            rolesAndUsers(),
            auth())
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
            "txn -w json <<< create(\"t/b\") > \"0\";mod(\"t/b\") > \"1\";;get t/b;;;",
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
            "2> watch w/a --rev={rev+1} -- echo heard",
            "2> watch -i <<< watch w/a --rev={rev+1}",
            "watch"),
        row(
            "watch of what is compacted",
            "put wc 1",
            "put wc 2",
            "put wc 3",
            "compaction {rev+3}",
            "watch wc --rev={rev+1}"));
  }

  private static List<EtcdctlRow> leases() {
    return List.of(
        row(
            "lease grant",
            "lease grant 1000",
            "lease grant 1000 -w json",
            "lease grant 99999999999",
            "lease grant",
            "lease revoke {lease}"),
        row(
            "lease revoke",
            "lease grant 1000",
            "put lr v --lease={lease}",
            "lease revoke {lease}",
            "get lr",
            "lease revoke {lease}"),
        row(
            "lease timetolive",
            "lease grant 1000",
            "put lt v --lease={lease}",
            "lease timetolive {lease}",
            "lease timetolive {lease} --keys",
            "lease timetolive {lease} --keys -w json",
            "lease timetolive 4711",
            "lease revoke {lease}"),
        row(
            "lease list",
            "lease grant 1000",
            "lease list",
            "lease list -w json",
            "lease revoke {lease}"),
        row(
            "lease keep-alive",
            "lease grant 1000",
            "lease keep-alive --once {lease}",
            "lease keep-alive --once {lease} -w json",
            "lease keep-alive --once 4711",
            "lease revoke {lease}"));
  }

  private static List<EtcdctlRow> operations() {
    return List.of(
        row(
            "member list",
            "member list",
            "member list -w table",
            "member list -w json",
            "member list -w fields"),
        row(
            "endpoint health",
            "endpoint health",
            "endpoint health -w table",
            "endpoint health --cluster"),
        row(
            "endpoint status",
            "endpoint status",
            "endpoint status -w table",
            "endpoint status -w fields",
            "endpoint status --cluster"),
        row("version", "version"));
  }

  private static List<EtcdctlRow> maintenance() {
    return List.of(
        row(
            "member changes that cannot be",
            "member remove 4711",
            "member promote 4711",
            "member update 4711 --peer-urls=http://127.0.0.1:1",
            "member add n --peer-urls=here"),
        row(
            "endpoint hashkv",
            "put hk v",
            "endpoint hashkv",
            "endpoint hashkv --rev={rev+1}",
            "endpoint hashkv --rev=999999999"),
        row("alarm", "alarm list", "alarm disarm"),
        row("defrag", "defrag", "defrag --cluster"),
        row(
            "check datascale",
            "check datascale --auto-compact --auto-defrag",
            "get /etcdctl-check-datascale/ --prefix --keys-only",
            "check datascale --load=none"),
        row("check perf", "check perf --load=none"),
        row("move-leader", "member list", "move-leader {member}", "move-leader 4711"),
        row("snapshot", "put sn v", "snapshot save {file}"));
  }

  private static List<EtcdctlRow> sessions() {
    return List.of(
        row("lock", "lock a-lock echo held", "lock a-lock false"),
        row("elect", "2> elect an-election me", "elect"));
  }

  private static List<EtcdctlRow> rolesAndUsers() {
    return List.of(
        row(
            "role",
            "role add r1",
            "role add r1",
            "role grant-permission r1 read ka",
            "role grant-permission r1 readwrite kb/ --prefix",
            "role grant-permission r1 write kc kd",
            "role grant-permission r1 write ke --from-key",
            "role get r1",
            "role get r1 -w json",
            "role list",
            "role revoke-permission r1 ka",
            "role revoke-permission r1 ka",
            "role get r1",
            "role delete r1",
            "role delete r1"),
        row(
            "user",
            "user add u1:pw",
            "user add u1:pw",
            "role add r2",
            "user grant-role u1 r2",
            "user grant-role u1 none",
            "user get u1",
            "user get u1 --detail",
            "user get u1 -w json",
            "user list",
            "user passwd u1 --interactive=false <<< new",
            "user revoke-role u1 r2",
            "user revoke-role u1 r2",
            "user delete u1",
            "user delete u1",
            "role delete r2"));
  }

  /// With `root` as its only user whose password is given, since no other may do much.
  private static List<EtcdctlRow> auth() {
    String root = "--user=root:pw ";
    return List.of(
        row(
            "auth",
            "auth enable",
            "user add root:pw",
            "auth enable",
            "user add u2:pw2",
            root + "user add u2:pw2",
            root + "role add r3",
            root + "role grant-permission r3 read a3",
            root + "user grant-role u2 r3",
            "--user=u2:pw2 get a3",
            "--user=u2:pw2 put a3 v",
            "--user=u2:pw2 get b3",
            "--user=u2:wrong get a3",
            "get a3",
            "--user=u2:pw2 endpoint health",
            "--user=u2:pw2 user list",
            root + "user get u2",
            root + "auth disable",
            "auth disable",
            "user delete u2",
            "role delete r3",
            "user delete root",
            "role delete root"));
  }
}
