import { useEffect, useState } from 'preact/hooks';
import * as api from './api';
import { LanguageChooser } from './chooser';
import { useWords } from './language';
import { entryReasons, lookUp, waitWords, words, type Lang, type Text } from './words';

type Props = { setUp: boolean; onDone: () => void; onLanguage: (lang: Lang) => void };

type Field = {
  name: string;
  type?: 'text' | 'password';
  autocomplete: 'one-time-code' | 'username' | 'new-password' | 'current-password';
  describedBy?: string;
};

/** The door: sign in, or, the first time, choose name and password with the set-up code. */
export function Entry({ setUp, onDone, onLanguage }: Props) {
  const { lang, say } = useWords();
  const [code, setCode] = useState('');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Text | null>(null);

  const title = setUp ? words.setUp : words.signIn;
  useEffect(() => {
    document.title = `${say(title)} – Sekisho`;
  }, [lang, title, say]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (setUp && password !== again) {
      setProblem(words.different);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await (setUp ? api.setUp(code, user.trim(), password) : api.signIn(user.trim(), password));
      onDone();
    } catch (error) {
      const refusal = error instanceof api.Refusal ? error : new api.Refusal(0, 'offline', 0);
      setProblem(
        refusal.status === 429 ? waitWords(refusal.waitSeconds) : lookUp(entryReasons, refusal.reason),
      );
      if (refusal.reason === 'already-set-up') {
        onDone();
      }
    } finally {
      setBusy(false);
    }
  };

  const attributes = (value: string, set: (value: string) => void, more: Field) => ({
    name: more.name,
    autocomplete: more.autocomplete,
    'aria-describedby': more.describedBy,
    autocapitalize: 'none' as const,
    spellcheck: false,
    required: true,
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => set(event.currentTarget.value),
  });
  const field = (
    label: Text,
    value: string,
    set: (value: string) => void,
    more: Field,
  ) => (
    <label class="field">
      <span>{say(label)}</span>
      {more.type === 'password' ? (
        <input type="password" {...attributes(value, set, more)} />
      ) : (
        <input type="text" {...attributes(value, set, more)} />
      )}
    </label>
  );
  const secretType = shown ? 'text' : 'password';

  return (
    <main class="entry">
      <div class="entry-top">
        <LanguageChooser onLanguage={onLanguage} />
      </div>
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1>{say(title)}</h1>
      <p class="lead">{say(setUp ? words.setUpLead : words.signInLead)}</p>
      <form onSubmit={(event) => void submit(event)} aria-busy={busy}>
        {setUp && field(words.setUpCode, code, setCode, { name: 'code', autocomplete: 'one-time-code' })}
        {field(words.user, user, setUser, { name: 'user', autocomplete: 'username' })}
        {field(words.password, password, setPassword, {
          name: 'password',
          type: secretType,
          autocomplete: setUp ? 'new-password' : 'current-password',
          ...(setUp ? { describedBy: 'password-rule' } : {}),
        })}
        {setUp && (
          <>
            <p id="password-rule" class="hint">
              {say(words.setUpRule)}
            </p>
            {field(words.passwordAgain, again, setAgain, {
              name: 'again',
              type: secretType,
              autocomplete: 'new-password',
            })}
          </>
        )}
        <label class="check">
          <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />
          <span>{say(words.show)}</span>
        </label>
        <p class="problem" role="alert">
          {problem ? say(problem) : ''}
        </p>
        <button class="primary" type="submit" disabled={busy}>
          {say(setUp ? words.setUpDo : words.signIn)}
        </button>
      </form>
    </main>
  );
}
