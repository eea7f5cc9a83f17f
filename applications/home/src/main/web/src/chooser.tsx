import { useWords } from './language';
import { words, type Lang } from './words';

/** Each language is named in itself, so that it is found by whoever reads only that one. */
export function LanguageChooser({ onLanguage }: { onLanguage: (lang: Lang) => void }) {
  const { lang, say } = useWords();
  const choice = (tag: Lang, name: string) => (
    <button type="button" lang={tag} aria-pressed={lang === tag} onClick={() => onLanguage(tag)}>
      {name}
    </button>
  );
  return (
    <div class="chooser" role="group" aria-label={say(words.language)}>
      {choice('ja', '日本語')}
      {choice('en', 'English')}
    </div>
  );
}
