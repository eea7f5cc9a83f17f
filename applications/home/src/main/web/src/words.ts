/** Everything that a person reads, in both languages. */

export type Lang = 'ja' | 'en';
export type Text = { readonly ja: string; readonly en: string };

const t = (ja: string, en: string): Text => ({ ja, en });

export const words = {
  page: t('家のようす', 'State of the house'),
  loading: t('読み込んでいます…', 'Loading…'),
  language: t('表示言語', 'Language'),
  signOut: t('サインアウト', 'Sign out'),
  signIn: t('サインイン', 'Sign in'),
  signInLead: t('この家のようすを見るには、サインインしてください。', 'Sign in to see this house.'),
  user: t('ユーザー名', 'User name'),
  password: t('パスワード', 'Password'),
  passwordAgain: t('パスワード（確認）', 'Password again'),
  show: t('パスワードを表示', 'Show the password'),
  setUp: t('はじめての設定', 'First set-up'),
  setUpLead: t(
    'この家を見たり機器を動かしたりできる人を決めます。設定コードは、このアプリケーションが動いている機器のデータフォルダにあるファイル setup.code に書かれています。',
    'Decide who may see this house and switch its appliances. The set-up code stands in the file setup.code in the data folder on the machine that runs this application.',
  ),
  setUpCode: t('設定コード', 'Set-up code'),
  setUpRule: t(
    '12文字以上で、ユーザー名を含まないもの。ほかのサービスと同じパスワードは使わないでください。',
    'At least 12 characters, without the user name in it. Do not use a password of another service.',
  ),
  setUpDo: t('設定してサインイン', 'Set up and sign in'),
  different: t('2つのパスワードが一致しません。', 'The two passwords differ.'),
  rooms: t('部屋', 'Rooms'),
  otherPlace: t('その他', 'Other'),
  course: t('直近24時間の推移', 'Last 24 hours'),
  courseNone: t('まだ記録がありません。', 'Nothing recorded yet.'),
  table: t('表で見る（1時間ごとの平均）', 'As a table (hourly means)'),
  time: t('時刻', 'Time'),
  noValue: t('まだ値がありません', 'No value yet'),
  stale: t('更新が止まっています', 'Not updated'),
  on: t('入', 'On'),
  off: t('切', 'Off'),
  yes: t('はい', 'Yes'),
  no: t('いいえ', 'No'),
  locked: t('施錠中', 'Locked'),
  unlocked: t('解錠中', 'Unlocked'),
  lockUnknown: t('状態不明', 'State unknown'),
  lock: t('施錠する', 'Lock'),
  unlock: t('解錠する', 'Unlock'),
  unlockOff: t('遠隔での解錠は無効になっています。', 'Unlocking from afar is switched off.'),
  unlockAsk: t('を解錠しますか？', ': unlock it?'),
  unlockWarn: t(
    '離れた場所から鍵を開けます。だれが開けたかは記録されます。',
    'This opens the lock from afar. Who did it is recorded.',
  ),
  cancel: t('やめる', 'Cancel'),
  close: t('閉じる', 'Close'),
  less: t('下げる', 'Lower'),
  more: t('上げる', 'Raise'),
  pending: t('実行中…', 'Working…'),
  done: t('完了しました', 'Done'),
  last24: t('直近24時間', 'Last 24 h'),
  nothing: t('表示できる機器がありません。', 'There is no device to show.'),
  now: t('たった今', 'just now'),
} as const;

export const streamWords: Record<string, Text> = {
  live: t('接続中', 'Live'),
  'catching-up': t('過去の値を取得中', 'Catching up'),
  connecting: t('接続しています…', 'Connecting…'),
  waiting: t('センタに接続できません', 'Centre unreachable'),
  refused: t('センタに拒否されました', 'Refused by the centre'),
  offline: t('サーバに接続できません', 'Server unreachable'),
};

export const qualityWords: Record<string, Text> = {
  uncertain: t('不確か', 'Uncertain'),
  bad: t('異常', 'Bad'),
};

/** Why a reading is not good: the API's words. */
export const readingReasons: Record<string, Text> = {
  'out-of-range': t('ありえない範囲の値です', 'Outside the possible range'),
  'rate-of-change': t('変化が急すぎます', 'Changed faster than it can'),
  'wrong-type': t('値の種類が違います', 'Not the expected kind of value'),
  'wrong-unit': t('単位が違います', 'In another unit than expected'),
  'not-a-number': t('数値ではありません', 'Not a number'),
  'clock-ahead': t('機器の時計が進んでいます', "The device's clock is ahead"),
  'clock-behind': t('機器の時計が遅れています', "The device's clock is behind"),
  malformed: t('データを読み取れません', 'The data could not be read'),
};

export const commandStatus: Record<string, Text> = {
  refused: t('拒否されました', 'Refused'),
  expired: t('時間切れで取り消されました', 'Expired'),
  timeout: t('応答がありません', 'No confirmation'),
  failed: t('失敗しました', 'Failed'),
};

/** Why a command was not done: the words of gateway, head-end and this application. */
export const commandReasons: Record<string, Text> = {
  'not-for-this-gateway': t('このゲートウェイの機器ではありません', 'Not a device of this gateway'),
  expired: t('期限までに届きませんでした', 'It did not arrive in time'),
  'issued-in-future': t('時計が合っていません', 'The clocks do not agree'),
  'unknown-point': t('ゲートウェイが知らない機器です', 'The gateway does not know this device'),
  'not-writable': t('操作できない項目です', 'This cannot be set'),
  'not-permitted': t('許可されていない操作です', 'This is not permitted'),
  'wrong-type': t('値の種類が違います', 'Not the right kind of value'),
  'out-of-envelope': t('安全な範囲を超えています', 'Outside the safe range'),
  'step-too-large': t('一度に変えられる幅を超えています', 'Too large a step at once'),
  'too-many-commands': t('操作の回数が多すぎます。しばらく待ってください', 'Too many commands: wait a little'),
  rate: t('操作の回数が多すぎます。しばらく待ってください', 'Too many commands: wait a little'),
  'device-not-connected': t('機器が接続されていません', 'The device is not connected'),
  'device-refused': t('機器が実行できませんでした', 'The device could not do it'),
  'no-confirmation': t('機器から確認が返りません。状態を確かめてください', 'The device did not confirm: check its state'),
  'no-answer': t('結果が返りません。状態を確かめてください', 'No result came: check the state'),
  'replayed-id': t('同じ操作が二重に届きました', 'The same command arrived twice'),
  'invalid-value': t('使えない値です', 'Not a value that can be used'),
  conflict: t('ほかの操作と重なりました', 'It collided with another command'),
  'unlock-disabled': t('遠隔での解錠は無効になっています', 'Unlocking from afar is switched off'),
  unreachable: t('センタに接続できません', 'The centre cannot be reached'),
  'head-end': t('センタで問題が起きました', 'The centre has a problem'),
  'gateway-not-connected': t('ゲートウェイが接続されていません', 'The gateway is not connected'),
  offline: t('サーバに接続できません', 'The server cannot be reached'),
};

/** Why setting up or signing in did not work. */
export const entryReasons: Record<string, Text> = {
  'wrong-password': t('ユーザー名またはパスワードが違います。', 'User name or password is wrong.'),
  'wrong-code': t('設定コードが違います。', 'The set-up code is wrong.'),
  'bad-name': t(
    'ユーザー名は文字か数字で始まる64文字以内にしてください。',
    'The user name begins with a letter or digit and has at most 64 characters.',
  ),
  'short-password': t('パスワードは12文字以上にしてください。', 'The password needs at least 12 characters.'),
  'long-password': t('パスワードが長すぎます。', 'The password is too long.'),
  'name-in-password': t(
    'パスワードにユーザー名を含めないでください。',
    'The password must not contain the user name.',
  ),
  'common-password': t(
    'よく使われるパスワードです。別のものにしてください。',
    'This is a common password. Choose another one.',
  ),
  'simple-password': t('パスワードが単純すぎます。', 'The password is too simple.'),
  'already-set-up': t('すでに設定されています。サインインしてください。', 'This is set up already: sign in.'),
  'not-set-up': t('まだ設定されていません。', 'This is not set up yet.'),
  offline: t('サーバに接続できません。', 'The server cannot be reached.'),
};

export function waitWords(seconds: number): Text {
  const minutes = Math.ceil(seconds / 60);
  return seconds < 90
    ? t(`間違いが続いたため、${seconds}秒待ってください。`, `Too many wrong tries: wait ${seconds} seconds.`)
    : t(`間違いが続いたため、${minutes}分待ってください。`, `Too many wrong tries: wait ${minutes} minutes.`);
}

/** A word of a newer version is shown as it is rather than not at all. */
export function lookUp(table: Record<string, Text>, word: string): Text {
  return table[word] ?? t(word, word);
}
