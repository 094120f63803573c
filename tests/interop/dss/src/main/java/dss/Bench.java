package dss;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * bench [--seconds N] [--warm-up N] [--threads N] … FILE: verifications of one file, warmed up. Each thread has its own
 * verifier; the file and all certificates and revocation answers are in memory.
 */
final class Bench {
  private Bench() {}

  static String measure(Arguments given) throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(Path.of(given.files().get(0)));
    int threads = Integer.parseInt(given.get("threads", "1"));
    run(given, bytes, threads, Double.parseDouble(given.get("warm-up", "10")));
    double seconds = Double.parseDouble(given.get("seconds", "5"));
    long before = cpuNanos();
    long started = System.nanoTime();
    long count = run(given, bytes, threads, seconds);
    return new Json()
        .put("count", count)
        .put("wallSeconds", (System.nanoTime() - started) / 1e9)
        .put("cpuSeconds", (cpuNanos() - before) / 1e9)
        .toString();
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  private static long run(Arguments given, byte[] bytes, int threads, double seconds) throws InterruptedException {
    AtomicLong count = new AtomicLong();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    Thread[] running = new Thread[threads];
    for (int at = 0; at < threads; at++) {
      CertificateVerifier verifier = Sources.verifier(given);
      running[at] = new Thread(() -> {
        while (System.nanoTime() < end) {
          Judge.reports(given, new InMemoryDocument(bytes), verifier);
          count.incrementAndGet();
        }
      });
      running[at].start();
    }
    for (Thread thread : running) thread.join();
    return count.get();
  }
}
