package org.sekisho.gateway.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.gateway.configuration.ConfigurationFaces.Kept;
import org.sekisho.gateway.configuration.ConfigurationFaces.Staged;
import org.sekisho.gateway.configuration.ConfigurationFaces.Versions;
import org.sekisho.gateway.configuration.ConfigurationKeeper.Asked;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig.Confirmation;
import org.sekisho.gateway.console.Action;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.console.ConsoleSection;
import org.sekisho.gateway.console.Danger;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Viewer;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The page of the configuration: both faces, what is staged, what is on trial. */
public final class ConfigurationSection implements ConsoleSection {
  private static final String STAGE = "stage";
  private static final String SWITCH = "switch";
  private static final String CONFIRM = "confirm";
  private static final String RETURN = "return";
  private static final String TEXT = "text";
  private static final String KEY = "key";

  private final ConfigurationKeeper keeper;
  private final Path file;

  /**
   * The page.
   *
   * @param file the configuration file; problems of a text carry its name
   */
  public ConfigurationSection(ConfigurationKeeper keeper, Path file) {
    this.keeper = keeper;
    this.file = file;
  }

  @Override
  public String id() {
    return "configuration";
  }

  @Override
  public LocalText title() {
    return new LocalText("設定", "Configuration");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Action> actions() {
    return List.of(
        Action.simple(
            STAGE,
            "検査して準備する",
            "Check and stage it",
            Action.Input.document(
                TEXT, "新しい設定の全文", "The whole new configuration", ConfigurationKeeper.MOST_BYTES)),
        Action.proven(SWITCH, "試用を始める", "Switch to it, on trial", EventKind.OPERATION),
        Action.proven(CONFIRM, "この設定を確定", "Keep this configuration", EventKind.OPERATION),
        Action.proven(RETURN, "前の設定に戻す", "Go back to the one before", EventKind.OPERATION));
  }

  @Override
  public List<Danger> dangers(Action action, Map<String, String> input) {
    boolean meant = version(input).equals(keeper.versions().staged());
    return action.id().equals(SWITCH) && meant
        ? keeper.prospect().map(Prospect::dangers).orElse(List.of())
        : List.of();
  }

  // --- what it shows

  @Override
  public List<Block> show(Viewer viewer) {
    Versions now = keeper.versions();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(now)));
    if (now.onTrial()) {
      trial(blocks, now);
    }
    blocks.add(new Block.Heading(new LocalText("設定の2つの面", "The two faces")));
    blocks.add(faces(now));
    String confirmed = keeper.text(now.confirmed()).orElse("");
    if (now.onTrial()) {
      heading(blocks, "試用中の設定での変更", "What the one on trial changes");
      blocks.add(difference(confirmed, keeper.text(now.running()).orElse("")));
    }
    now.staged().ifPresent(version -> staged(blocks, now, version, confirmed));
    if (!now.onTrial() && viewer.role() == AccountRole.MAINTAINER) {
      heading(blocks, "新しい設定を準備する", "Stage a new configuration");
      blocks.add(
          Block.note(
              "検査に通った設定だけが準備されます。準備しただけでは動作は変わりません。鍵やパスワードなどの秘密は、この設定には書かないでください。",
              "Only what passes the checks is staged, and staging changes nothing yet. Secrets such"
                  + " as keys and passwords do not belong here."));
      long shown = now.staged().orElse(now.confirmed());
      blocks.add(
          new Block.Form(
              STAGE,
              Long.toString(now.newest()),
              Map.of(TEXT, ShownText.of(keeper.text(shown).orElse("")))));
    }
    heading(blocks, "内容", "Texts");
    now.faces().stream()
        .filter(f -> f.version() != 0)
        .map(Kept::version)
        .distinct()
        .sorted()
        .forEach(
            version ->
                blocks.add(
                    new Block.Folded(
                        new LocalText("版 " + version + " の内容", "Version " + version),
                        ShownText.lines(keeper.text(version).orElse("")))));
    return blocks;
  }

  private List<Block.Fact> facts(Versions now) {
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        Block.fact(
            "動作中の版", "Running version", Block.same(Long.toString(now.running())), Tone.PLAIN));
    facts.add(
        Block.fact(
            "状態",
            "State",
            now.onTrial() ? new LocalText("試用中", "on trial") : new LocalText("確定済み", "confirmed"),
            now.onTrial() ? Tone.CARE : Tone.GOOD));
    keeper
        .trialEnds()
        .ifPresent(
            at -> facts.add(Block.fact("試用の期限", "Trial ends at", Block.time(at), Tone.CARE)));
    if (now.lastReturn().cause() != Return.Cause.NONE) {
      facts.add(Block.fact("前回戻した理由", "Why it last went back", now.lastReturn().text(), Tone.CARE));
    }
    return facts;
  }

  private static void trial(List<Block> blocks, Versions now) {
    blocks.add(
        new Block.Note(
            now.needsPerson()
                ? new LocalText(
                    "版 "
                        + now.running()
                        + " を試用中です。正しく働くことを確かめて、期限までに「この設定を確定」を押してください。押さなければ、自動的に版 "
                        + now.confirmed()
                        + " に戻ります。",
                    "Version "
                        + now.running()
                        + " is on trial. See that everything works and press \"Keep this"
                        + " configuration\" in time; otherwise version "
                        + now.confirmed()
                        + " returns by itself.")
                : new LocalText(
                    "版 "
                        + now.running()
                        + " を試用中です。正常に働けば自動的に確定し、そうでなければ版 "
                        + now.confirmed()
                        + " に戻ります。",
                    "Version "
                        + now.running()
                        + " is on trial. It stays by itself when the gateway is healthy with it;"
                        + " otherwise version "
                        + now.confirmed()
                        + " returns."),
            Tone.CARE));
    blocks.add(new Block.Form(CONFIRM));
    blocks.add(new Block.Form(RETURN));
  }

  private static Block faces(Versions now) {
    List<Block.Row> rows = new ArrayList<>();
    for (Kept face : now.faces()) {
      boolean damaged = face.version() == 0;
      rows.add(
          new Block.Row(
              "",
              List.of(
                  Block.same(face.name().toUpperCase(java.util.Locale.ROOT)),
                  Block.same(damaged ? "–" : Long.toString(face.version())),
                  state(now, face),
                  damaged ? Block.same("–") : Block.time(face.at()),
                  damaged
                      ? Block.same("–")
                      : face.staged()
                          ? new LocalText("画面またはコマンド", "a page or the command")
                          : new LocalText("設定ファイル", "the file"),
                  Block.same(damaged ? "–" : face.sha256())),
              damaged ? Tone.BAD : face.confirmed() ? Tone.GOOD : Tone.PLAIN,
              List.of()));
    }
    return new Block.Table(
        List.of(
            new LocalText("面", "Face"),
            new LocalText("版", "Version"),
            new LocalText("状態", "State"),
            new LocalText("書き込んだ時刻", "Written at"),
            new LocalText("入力元", "From"),
            new LocalText("SHA-256", "SHA-256")),
        rows,
        Block.same("–"));
  }

  private static LocalText state(Versions now, Kept face) {
    if (face.version() == 0) {
      return new LocalText("破損（次の起動時に作り直します）", "damaged; made anew at the next start");
    }
    if (face.confirmed()) {
      return now.onTrial()
          ? new LocalText("確定済み（試用を確定しなければ戻る先）", "confirmed; runs again unless the trial is kept")
          : new LocalText("確定済み（動作中）", "confirmed, runs");
    }
    if (now.onTrial()) {
      return new LocalText("試用中（動作中）", "on trial, runs");
    }
    return now.staged().isPresent()
        ? new LocalText("準備済み", "staged")
        : face.version() == now.confirmed()
            ? new LocalText("控え（同じ内容）", "spare copy")
            : new LocalText("前の版", "the version before");
  }

  private void staged(List<Block> blocks, Versions now, long version, String confirmed) {
    heading(blocks, "準備済みの設定（版 " + version + "）", "Staged: version " + version);
    blocks.add(
        Block.note(
            "動作中の版 " + now.confirmed() + " との違いです。",
            "How it differs from version " + now.confirmed() + ", which runs."));
    blocks.add(difference(confirmed, keeper.text(version).orElse("")));
    Optional<Prospect> prospect = keeper.prospect();
    List<Danger> dangers = prospect.map(Prospect::dangers).orElse(List.of());
    if (!dangers.isEmpty()) {
      String keys = String.join(", ", dangers.stream().map(d -> d.what().en()).distinct().toList());
      blocks.add(
          new Block.Note(
              new LocalText(
                  "この設定は保護を弱めます: " + keys + "。試用を始める前に、危険性の確認を求めます。",
                  "This configuration lowers protections: "
                      + keys
                      + ". You are asked to accept the risks before it is switched to."),
              Tone.BAD));
    }
    Duration within = prospect.map(Prospect::within).orElse(Duration.ZERO);
    boolean person = keeper.confirmation() == Confirmation.PERSON;
    blocks.add(
        new Block.Note(
            new LocalText(
                "試用を始めると、この機器は数秒で再起動し、ログインし直しになります。"
                    + time(within).ja()
                    + (person ? "以内にこの画面で確定しなければ、自動的に版 " : "以内に正常と確かめられなければ、自動的に版 ")
                    + now.confirmed()
                    + " に戻ります。",
                "The gateway then starts again within seconds, and you log in anew. Unless "
                    + (person
                        ? "it is kept on this page within "
                        : "the gateway proves healthy within ")
                    + time(within).en()
                    + ", version "
                    + now.confirmed()
                    + " returns by itself."),
            Tone.PLAIN));
    blocks.add(new Block.Form(SWITCH, Long.toString(version), Map.of()));
  }

  private static Block difference(String before, String after) {
    var lines = LineDifference.between(ShownText.lines(before), ShownText.lines(after));
    return lines.isEmpty()
        ? Block.note("表示できる違いはありません。", "There is no difference that can be shown.")
        : new Block.Comparison(lines);
  }

  private static LocalText time(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0
        ? new LocalText(seconds / 60 + "分", seconds / 60 + " min")
        : new LocalText(seconds + "秒", seconds + " s");
  }

  private static void heading(List<Block> blocks, String ja, String en) {
    blocks.add(new Block.Heading(new LocalText(ja, en)));
  }

  // --- what is done

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    return switch (action) {
      case STAGE -> stage(input);
      case SWITCH -> {
        LocalText within = time(keeper.within());
        // The page has asked for exactly these: the server compares before it calls.
        String accepted = Danger.texts(keeper.prospect().map(Prospect::dangers).orElse(List.of()));
        yield told(
            keeper.tryStaged(OptionalLong.of(version(input).orElse(0)), accepted),
            "試用を始めます。この機器はまもなく再起動します。" + within.ja() + "以内にもう一度ログインし、この画面で確定してください。",
            "The trial begins; the gateway starts again in a moment. Log in again within "
                + within.en()
                + " and keep it on this page.");
      }
      case CONFIRM -> told(keeper.confirm(), "確定しました。", "It is kept.");
      case RETURN ->
          told(
              keeper.takeBack(),
              "前の設定に戻します。この機器はまもなく再起動します。",
              "The one before returns; the gateway starts again in a moment.");
      default -> Outcome.refused(Outcome.NO_SUCH_THING);
    };
  }

  private static OptionalLong version(Map<String, String> input) {
    String key = input.getOrDefault(KEY, "");
    return key.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(key)) : OptionalLong.empty();
  }

  private Outcome stage(Map<String, String> input) {
    String text = input.getOrDefault(TEXT, "");
    if (text.isBlank()) {
      return Outcome.refused(new LocalText("設定の全文を入力してください。", "Enter the whole configuration."));
    }
    return switch (keeper.stage(file, text, OptionalLong.of(version(input).orElse(0)))) {
      case Staged.Ready(long version, String sha256) ->
          Outcome.done(
                  "版 " + version + " として準備しました。下の違いを確かめてから、試用を始めてください。",
                  "It is staged as version "
                      + version
                      + ". Look at the difference, then switch to it.")
              .noted("version " + version + " sha256:" + sha256);
      case Staged.Refused(String problems) ->
          Outcome.refused(
              new LocalText(
                  "この内容は使えないため、準備しませんでした。次の行を直してください（ファイル:行:桁、英語）。入力した内容は下に残っています。",
                  "It cannot be used and was not staged. Mend these lines (file:line:column); what"
                      + " you wrote is still below."),
              problems.lines().map(this::withoutFolder).toList());
      case Staged.TooLarge(int bytes) ->
          Outcome.refused(
              new LocalText(
                  "大きすぎます（上限 " + bytes / 1024 + " KiB）。入力した内容は下に残っています。",
                  "It is too large: "
                      + bytes / 1024
                      + " KiB at most. What you wrote is still below."));
      case Staged.OnTrial(long version) ->
          Outcome.refused(
              new LocalText(
                  "版 " + version + " を試用中です。先に確定するか、前の設定に戻してください。",
                  "Version " + version + " is on trial: keep it or go back first."));
      case Staged.Overtaken(long version) ->
          Outcome.refused(
              new LocalText(
                  "入力している間に、ほかの人が版 "
                      + version
                      + " を準備しました。あなたの内容は下に残っています。違いを確かめ、置き換えてよければもう一度押してください。",
                  "Somebody else staged version "
                      + version
                      + " meanwhile. What you wrote is still below: look at the difference, and"
                      + " press again to take its place."));
    };
  }

  /** The person knows the file, not where the gateway keeps it. */
  private String withoutFolder(String problem) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null
        ? problem
        : problem.replace(folder + "/", "").replace(file.getParent() + "/", "");
  }

  private static Outcome told(Asked asked, String ja, String en) {
    return switch (asked) {
      case Asked.Done() -> Outcome.done(ja, en);
      case Asked.NotStaged() ->
          Outcome.refused(
              new LocalText(
                  "その版はもう準備されていません。画面の内容を確かめてください。",
                  "That version is not staged any more. Look at the page as it is now."));
      case Asked.NotAccepted _ ->
          Outcome.refused(
              new LocalText(
                  "危険性の確認が済んでいません。もう一度押してください。", "The risks were not accepted. Press again."));
      case Asked.NotOnTrial() ->
          Outcome.refused(new LocalText("試用中の設定はありません。", "Nothing is on trial."));
      case Asked.NotHealthy(Illness illness) ->
          Outcome.refused(
              new LocalText(
                  "この設定では正常に働いていないため、確定できません: " + illness.text().ja() + "。",
                  "It cannot be kept, the gateway is not healthy with it: "
                      + illness.text().en()
                      + "."));
    };
  }
}
