package org.sekisho.gateway.disposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.disposal.Cause;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is left on a flash chip, read page by page behind the controller's back. */
class FlashTest {
  private static final byte[] KEY =
      "a-key-of-32-bytes-that-must-go!!".getBytes(StandardCharsets.UTF_8);
  private static final byte[] READING =
      "bedroom occupied at 03:12".getBytes(StandardCharsets.UTF_8);
  private static final int SHOWN = 64;
  private static final int SPARE = 12;

  @TempDir Path folder;

  /** A gateway's life: files are saved again and again among others. */
  private static SimulatedFlash used(long seed, boolean hearsDiscard) throws IOException {
    var flash = new SimulatedFlash(SHOWN, SPARE, hearsDiscard);
    var random = new Random(seed);
    flash.save("keys/journal.key", KEY);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[SimulatedFlash.PAGE_BYTES * (1 + random.nextInt(12))];
      random.nextBytes(noise);
      flash.save("log.db", noise);
      byte[] readings = new byte[SimulatedFlash.PAGE_BYTES * 4];
      System.arraycopy(READING, 0, readings, 100 + random.nextInt(900), READING.length);
      flash.save("journal.db", readings);
      if (i % 50 == 0) {
        flash.save("keys/journal.key", KEY);
      }
    }
    return flash;
  }

  @Test
  @Verifies({"SEC-MAINT-07", "CM-20"})
  void plainOverwritingLeavesRemnantsInSpareBlocks() throws Exception {
    int left = 0;
    for (int seed = 0; seed < 20; seed++) {
      SimulatedFlash flash = used(seed, true);
      assertThat(flash.chipHolds(KEY)).isTrue();
      for (int pass = 0; pass < 3; pass++) {
        for (String file : List.of("keys/journal.key", "journal.db", "log.db")) {
          flash.overwrite(file, new Random(seed));
        }
      }
      for (String file : List.of("keys/journal.key", "journal.db", "log.db")) {
        flash.remove(file);
      }
      left += flash.chipHolds(KEY) || flash.chipHolds(READING) ? 1 : 0;
    }
    assertThat(left).as("chips that still hold something after three passes, of 20").isEqualTo(20);
  }

  @Test
  @Verifies({"SEC-MAINT-07", "SEC-MAINT-08", "CM-20", "SEC-DISC-01"})
  void theMethodChosenForFlashLeavesNothingReadable() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      SimulatedFlash flash = used(seed, true);
      JsonNode certificate = erase(flash, seed, Long.MAX_VALUE);
      assertThat(flash.chipHolds(KEY)).as("key, seed " + seed).isFalse();
      assertThat(flash.chipHolds(READING)).as("readings, seed " + seed).isFalse();
      assertThat(certificate.at("/medium/kind").asString()).isEqualTo("flash");
      assertThat(certificate.path("filled_bytes").asLong()).isPositive();
      // Even so it says that it cannot see what the controller has put aside.
      assertThat(certificate.path("not_done").toString()).contains("spare blocks", "purge");
    }
  }

  @Test
  @Verifies("SEC-MAINT-08")
  void saysThatNothingWasFilledWhenItWasNot() throws Exception {
    int left = 0;
    for (int seed = 0; seed < 20; seed++) {
      SimulatedFlash flash = used(seed, false);
      JsonNode certificate = erase(flash, seed, 0);
      left += flash.chipHolds(KEY) || flash.chipHolds(READING) ? 1 : 0;
      assertThat(certificate.path("not_done").toString())
          .contains("discard of free blocks", "disposal.fill");
      for (JsonNode one : certificate.path("classes")) {
        assertThat(one.path("achieved").asString()).isEqualTo("clear");
      }
    }
    assertThat(left).as("remnants where the certificate says what was not done").isPositive();
  }

  /** The erasure of the program itself, whose every change of a file is made on the chip, too. */
  private JsonNode erase(SimulatedFlash flash, int seed, long fill) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data-" + seed + "-" + fill));
    Files.createDirectories(data.resolve("keys"));
    Files.write(data.resolve("keys/journal.key"), KEY);
    Files.write(data.resolve("journal.db"), READING);
    Files.write(data.resolve("log.db"), READING);
    var erasure =
        new Erasure(
            data,
            new Both(new FileSurface(data), flash),
            FakeMedia.flash(folder),
            InstantSource.system(),
            new Random(seed),
            () -> {});
    erasure.begin(
        new Erasure.Wish(
            "gw-1",
            Cause.FACTORY_RESET,
            "tester",
            "",
            List.of(),
            Optional.empty(),
            data,
            fill,
            Optional.empty()),
        System.nanoTime());
    String id = erasure.finish().orElseThrow();
    return new JsonMapper()
        .readTree(Files.readAllBytes(data.resolve("disposal/outbox/" + id + ".json")))
        .path("certificate");
  }

  /** Does everything with the real file, and on the chip. */
  private record Both(Surface files, SimulatedFlash flash) implements Surface {
    private interface Act {
      void on(String file) throws IOException;
    }

    private static void ifKnown(String file, Act act) throws IOException {
      try {
        act.on(file);
      } catch (java.nio.file.NoSuchFileException e) {
        // A file that the chip does not carry: the note of the erasure itself.
      }
    }

    @Override
    public Written overwrite(String file, RandomGenerator random) throws IOException {
      ifKnown(file, f -> flash.overwrite(f, random));
      return files.overwrite(file, random);
    }

    @Override
    public void force(String file) throws IOException {
      files.force(file);
    }

    @Override
    public boolean holds(String file, Written written) throws IOException {
      return files.holds(file, written);
    }

    @Override
    public boolean punch(String file) throws IOException {
      ifKnown(file, flash::punch);
      return files.punch(file);
    }

    @Override
    public void remove(String file) throws IOException {
      ifKnown(file, flash::remove);
      files.remove(file);
    }

    @Override
    public void settle() throws IOException {
      files.settle();
    }

    @Override
    public boolean discardFree() {
      return flash.discardFree();
    }

    @Override
    public long fillFree(long limitBytes, RandomGenerator random) throws IOException {
      return flash.fillFree(limitBytes, random);
    }
  }
}
