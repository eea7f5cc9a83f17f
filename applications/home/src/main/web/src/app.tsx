import { useCallback, useEffect, useState } from 'preact/hooks';
import * as api from './api';
import { Entry } from './entry';
import { HomePage } from './home';
import { firstLanguage, keepLanguage, Language } from './language';
import { words, type Lang } from './words';

type Phase = 'loading' | 'set-up' | 'sign-in' | 'home' | 'offline';

export function App() {
  const [lang, setLang] = useState<Lang>(firstLanguage);
  const [phase, setPhase] = useState<Phase>('loading');

  const ask = useCallback(async () => {
    try {
      const state = await api.session();
      setPhase(state.signedIn ? 'home' : state.setUp ? 'set-up' : 'sign-in');
    } catch {
      setPhase('offline');
    }
  }, []);

  useEffect(() => {
    void ask();
  }, [ask]);

  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);

  useEffect(() => {
    if (phase !== 'offline') {
      return;
    }
    const retry = window.setInterval(() => void ask(), 5000);
    return () => window.clearInterval(retry);
  }, [phase, ask]);

  const choose = (next: Lang): void => {
    keepLanguage(next);
    setLang(next);
  };

  return (
    <Language.Provider value={lang}>
      {phase === 'home' ? (
        <HomePage onLanguage={choose} onSignedOut={() => void ask()} />
      ) : phase === 'set-up' || phase === 'sign-in' ? (
        <Entry key={phase} setUp={phase === 'set-up'} onLanguage={choose} onDone={() => void ask()} />
      ) : (
        <p class="wait" role="status">
          {phase === 'offline' ? offline(lang) : words.loading[lang]}
        </p>
      )}
    </Language.Provider>
  );
}

function offline(lang: Lang): string {
  return lang === 'ja' ? 'サーバに接続できません。再接続しています…' : 'The server cannot be reached. Trying again…';
}
