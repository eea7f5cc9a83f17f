package org.sekisho.gateway.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.LockoutEngine;

/** The accounts of people. */
final class AccountsSection implements ConsoleSection {
  private static final String CREATE = "create";
  private static final String RESET = "reset";
  private static final String REMOVE = "remove";
  private static final String UNLOCK = "unlock";

  private final Accounts accounts;
  private final LockoutEngine doors;
  private final FirstCodes firstCodes;
  private final Consumer<String> changed;

  /**
   * The page of the accounts.
   *
   * @param changed told when an account has lost its password or is gone: its sessions end
   */
  AccountsSection(
      Accounts accounts, LockoutEngine doors, FirstCodes firstCodes, Consumer<String> changed) {
    this.accounts = accounts;
    this.doors = doors;
    this.firstCodes = firstCodes;
    this.changed = changed;
  }

  @Override
  public String id() {
    return "accounts";
  }

  @Override
  public LocalText title() {
    return new LocalText("アカウント", "Accounts");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public boolean protectedData() {
    return true;
  }

  @Override
  public List<Action> actions() {
    return List.of(
        Action.proven(
            CREATE,
            "アカウントを作る",
            "Create the account",
            EventKind.ACCOUNT_CHANGED,
            Action.Input.text("name", "名前（英小文字、数字）", "Name (a-z, 0-9, . _ -)"),
            Action.Input.choice(
                "role",
                "役割",
                "Role",
                Arrays.stream(AccountRole.values())
                    .map(r -> new Action.Choice(r.word(), r.text()))
                    .toList())),
        Action.proven(RESET, "初期パスワードを再発行", "New first password", EventKind.ACCOUNT_CHANGED),
        Action.proven(REMOVE, "削除", "Remove", EventKind.ACCOUNT_CHANGED),
        Action.simple(UNLOCK, "ロック解除", "Unlock"));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block.Row> rows = new ArrayList<>();
    for (Accounts.Account account : accounts.all()) {
      Duration locked =
          Arrays.stream(Screen.values())
              .map(s -> doors.locked(s.door(), account.name()))
              .max(Duration::compareTo)
              .orElse(Duration.ZERO);
      LocalText state =
          !locked.isZero()
              ? new LocalText(
                  "ロック中（あと" + locked.toSeconds() + "秒）", "locked for " + locked.toSeconds() + " s")
              : account.unfinished()
                  ? new LocalText("初期パスワードのまま", "not set up yet")
                  : new LocalText("使用中", "in use");
      List<String> actions = new ArrayList<>(List.of(RESET, REMOVE));
      if (!locked.isZero()) {
        actions.add(UNLOCK);
      }
      rows.add(
          new Block.Row(
              account.name(),
              List.of(
                  Block.same(account.name()),
                  account.role().text(),
                  state,
                  account.lastLogin().map(Pages::time).orElse(new LocalText("なし", "never"))),
              !locked.isZero() ? Tone.BAD : account.unfinished() ? Tone.CARE : Tone.PLAIN,
              actions));
    }
    return List.of(
        new Block.Table(
            List.of(
                new LocalText("名前", "Name"),
                new LocalText("役割", "Role"),
                new LocalText("状態", "State"),
                new LocalText("最後のログイン", "Last login")),
            rows,
            new LocalText("アカウントはありません。", "There are no accounts.")),
        new Block.Heading(new LocalText("新しいアカウント", "New account")),
        new Block.Form(CREATE));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    String name =
        action.equals(CREATE) ? input.getOrDefault("name", "") : input.getOrDefault("key", "");
    if (action.equals(UNLOCK)) {
      if (accounts.find(name).isEmpty()) {
        return Outcome.refused(Outcome.NO_SUCH_THING);
      }
      for (Screen screen : Screen.values()) {
        doors.unlock(screen.door(), name);
      }
      return Outcome.done("ロックを解除しました。", "The lock is open.");
    }
    Accounts.Change change =
        switch (action) {
          case CREATE ->
              role(input.getOrDefault("role", ""))
                  .map(role -> accounts.create(name, role))
                  .orElseGet(Accounts.Change.BadName::new);
          case RESET -> accounts.reset(name);
          default -> accounts.remove(name);
        };
    if (change instanceof Accounts.Change.Done && !action.equals(CREATE)) {
      firstCodes.used(name);
      changed.accept(name);
    }
    return switch (change) {
      case Accounts.Change.Done(Optional<Secret> code) ->
          code.isPresent()
              ? Outcome.done(
                  name + " の初期パスワードです。本人に渡してください。",
                  "The first password of " + name + ". Hand it to the person.",
                  code)
              : Outcome.done(name + " を削除しました。", name + " is removed.");
      case Accounts.Change.Exists() ->
          Outcome.refused(new LocalText("その名前は使われています。", "There is an account of that name."));
      case Accounts.Change.Full() ->
          Outcome.refused(new LocalText("アカウントが多すぎます。", "There are too many accounts."));
      case Accounts.Change.LastMaintainer() ->
          Outcome.refused(
              new LocalText("最後の保守者は削除できません。", "The last maintainer cannot be removed."));
      case Accounts.Change.BadName() ->
          Outcome.refused(
              new LocalText(
                  "名前は英小文字か数字で始まる32文字以内（英小文字、数字、. _ -）です。",
                  "A name is up to 32 of a-z, 0-9, . _ - and begins with a letter or digit."));
      default -> Outcome.refused(Outcome.NO_SUCH_THING);
    };
  }

  private static Optional<AccountRole> role(String word) {
    return Arrays.stream(AccountRole.values()).filter(r -> r.word().equals(word)).findFirst();
  }
}
