package sampo.cli;

import etcdserverpb.KVGrpc;
import etcdserverpb.TxnRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sampo txn`.
@Command(
    name = "txn",
    description = {
      "Reads a transaction from standard input and commits it.",
      "",
      "Three parts, each ended by an empty line: compares, requests if all of them hold,",
      "requests if not. For example:",
      "",
      "    mod(\"key\") = \"0\"",
      "",
      "    put key \"created\"",
      "",
      "    get key",
      "",
      "Compares are of value, create, version, mod or lease, by =, !=, < or >."
    },
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Txn implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();

  @Option(
      names = {"-i", "--interactive"},
      description = "Say what is expected next.")
  private boolean interactive;

  @Override
  public Integer call() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    TxnRequest.Builder request = TxnRequest.newBuilder();
    try {
      prompt("compares:");
      TxnScript.part(lines, line -> request.addCompare(TxnScript.compare(line)));
      prompt("success requests (get, put, del):");
      TxnScript.part(lines, line -> request.addSuccess(TxnScript.request(line)));
      prompt("failure requests (get, put, del):");
      TxnScript.part(lines, line -> request.addFailure(TxnScript.request(line)));
    } catch (IllegalArgumentException e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
    try (Connection cluster = options.connect()) {
      options.output().txn(cluster.write(KVGrpc.getTxnMethod(), request.build()));
    }
    return 0;
  }

  private void prompt(String expected) {
    if (interactive) {
      System.out.println(expected);
    }
  }
}
